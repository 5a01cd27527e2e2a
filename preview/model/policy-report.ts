// The one place that passes the registered resources to the rules, which `pulumi preview --policy-pack` uses too.

import type { CheckedResource } from "../../infra/policy/rule.ts";
import { rules } from "../../infra/policy/rules.ts";
import { validate } from "../../infra/policy/validate.ts";
import { isSecret, type Registered } from "../engine/engine.ts";

export interface PolicyReport {
  /** Names of all rules. */
  readonly rules: readonly string[];
  readonly violations: readonly BrokenRule[];
}

export interface BrokenRule {
  readonly rule: string;
  /** Type and name of the resource. */
  readonly type: string;
  readonly name: string;
  /** What is wrong, and the remedy. */
  readonly message: string;
}

/** Which rules a stack breaks. */
export function policyReport(resources: readonly Registered[]): PolicyReport {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const violations = validate(rules, resources.map(checkedResource)).map(({ rule, urn, message }) => {
    const { type = "", name = urn } = byUrn.get(urn) ?? {};
    return { rule, type, name, message };
  });
  return { rules: rules.map(({ name }) => name), violations };
}

/** A registered resource in the form that the rules take. */
export function checkedResource({
  type,
  name,
  urn,
  custom,
  inputs,
  protect,
  parent,
  dependencies,
  propertyDependencies,
}: Registered): CheckedResource {
  const props = unwrapped(inputs) as CheckedResource["props"];
  return { type, name, custom, urn, props, opts: { protect, parent }, dependencies, propertyDependencies };
}

/** The rules see secrets as plain text, as they do in the engine. They never quote them. */
function unwrapped(value: unknown): unknown {
  if (isSecret(value)) return unwrapped(value.secret);
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
