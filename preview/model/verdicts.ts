// The one place where what was registered is handed to the judge that `pulumi preview --policy-pack` uses as well.
import { judge } from "../../infra/policy/judge.ts";
import type { Judged } from "../../infra/policy/rule.ts";
import { rules } from "../../infra/policy/rules.ts";
import { isSecret, type Registered } from "../engine/engine.ts";

export interface Verdicts {
  /** Names of the rules that were asked. */
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

/** What the rules say of a stack. */
export function verdicts(resources: readonly Registered[]): Verdicts {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const violations = judge(rules, resources.map(judged)).map(({ rule, urn, message }) => {
    const { type = "", name = urn } = byUrn.get(urn) ?? {};
    return { rule, type, name, message };
  });
  return { rules: rules.map(({ name }) => name), violations };
}

/** A registered resource in the judge's form. */
export function judged({ type, name, urn, inputs, protect, parent, dependencies, propertyDependencies }: Registered): Judged {
  const props = unwrapped(inputs) as Judged["props"];
  return { type, name, urn, props, opts: { protect, parent }, dependencies, propertyDependencies };
}

/** A judge sees secrets in the clear, as it does in the engine; its rules never quote them. */
function unwrapped(value: unknown): unknown {
  if (isSecret(value)) return unwrapped(value.secret);
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
