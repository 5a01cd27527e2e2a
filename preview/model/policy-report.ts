// The one place that passes the registered resources to the rules, which `pulumi preview --policy-pack` uses too.

import { typeAndNameOf } from "../../infra/policy/exemptions/exemption.ts";
import { openedOrProblems, openReview } from "../../infra/policy/pack.ts";
import type { Review } from "../../infra/policy/review.ts";
import type { CheckedResource } from "../../infra/policy/rule.ts";
import { rules } from "../../infra/policy/rules.ts";
import { type Violation, validate } from "../../infra/policy/validate.ts";
import { isSecret, type Registered } from "../engine/engine.ts";

export interface PolicyReport {
  /** Names of all rules. */
  readonly rules: readonly string[];
  /** Broken rules that stop a deployment, and what is wrong with the exemptions. */
  readonly violations: readonly BrokenRule[];
  /** Broken rules that a deployment prints only. */
  readonly advisories: readonly BrokenRule[];
  /** Accepted findings: the exemptions that this run has needed. */
  readonly exemptions: readonly UsedExemption[];
  /** What the run did with a baseline (POLICY_BASELINE), as a sentence. */
  readonly baseline?: string;
}

export interface BrokenRule {
  readonly rule: string;
  /** Type and name of the resource. */
  readonly type: string;
  readonly name: string;
  /** What is wrong, and the remedy. */
  readonly message: string;
}

export interface UsedExemption {
  readonly rule: string;
  /** Type and name of the resource. */
  readonly type: string;
  readonly name: string;
  readonly reason: string;
  /** The last day, such as "2027-11-30". */
  readonly until: string;
}

/** Which rules a stack breaks. */
export function policyReport(resources: readonly Registered[], open: () => Review = openReview): PolicyReport {
  const names = rules.map(({ name }) => name);
  const { opened: review, problems } = { opened: undefined, problems: [], ...openedOrProblems(open) };
  if (review === undefined) {
    const violations = problems.map((message) => ({ rule: "pack-files", type: "file of the policy pack", name: "", message }));
    return { rules: names, violations, advisories: [], exemptions: [] };
  }
  const checked = checkedResources(resources);
  const byUrn = new Map(checked.map((resource) => [resource.urn, resource]));
  const broken = ({ rule, urn, message }: Violation): BrokenRule => {
    const [type, name] = typeAndNameOf(urn);
    return { rule, type: byUrn.get(urn)?.type ?? type, name: byUrn.get(urn)?.name ?? name, message };
  };
  const found = validate(rules, checked, review);
  const baseline = review.closeBaseline(checked);
  return {
    rules: names,
    violations: found.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").map(broken),
    advisories: found.filter(({ enforcementLevel }) => enforcementLevel === "advisory").map(broken),
    exemptions: review.exemptionsInUse().map(({ rule, resource, reason, until }) => {
      const [type, name] = typeAndNameOf(resource);
      return { rule, type, name, reason, until };
    }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

/** Registered resources in the form that the rules take. */
export function checkedResources(resources: readonly Registered[]): CheckedResource[] {
  return resources.map(checkedResource);
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
