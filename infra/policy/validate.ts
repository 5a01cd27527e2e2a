import { findings } from "./findings.ts";
import { guardUnknown } from "./read/unknown-values.ts";
import { Review } from "./review.ts";
import type { CheckedResource, Rule } from "./rule.ts";

export interface Violation {
  /** The rule's name. */
  readonly rule: string;
  readonly enforcementLevel: Rule["enforcementLevel"];
  /** The resource's address. */
  readonly urn: string;
  /** What is wrong, and the remedy. */
  readonly message: string;
}

/** Checks resources as the Pulumi engine does, but without an engine: for the offline preview and for tests. */
export function validate(rules: readonly Rule[], resources: readonly CheckedResource[], review = new Review()): Violation[] {
  const all = resources.map((resource) => ({ ...resource, props: guardUnknown(resource.props) }));
  const violations = rules.flatMap((rule) =>
    rule.checks.flatMap((check) =>
      all.flatMap((resource) =>
        findings(rule, check, resource, all, review).map((message) =>
          violation(rule.name, rule.enforcementLevel, resource.urn, message),
        ),
      ),
    ),
  );
  const outdated = review.problems(all).map(({ resource, problem }) => violation("exemptions", "mandatory", resource, problem));
  return [...violations, ...outdated];
}

function violation(rule: string, enforcementLevel: Rule["enforcementLevel"], urn: string, message: string): Violation {
  return { rule, enforcementLevel, urn, message };
}
