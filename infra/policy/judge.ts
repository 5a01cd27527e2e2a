import { findings } from "./findings.ts";
import { guardUnknown } from "./read/unknown-values.ts";
import type { Judged, Rule } from "./rule.ts";

export interface Violation {
  /** The rule's name. */
  readonly rule: string;
  /** The resource's address. */
  readonly urn: string;
  /** What is wrong, and the remedy. */
  readonly message: string;
}

/** Judges resources as the engine would, without one: for the offline preview and for tests. */
export function judge(rules: readonly Rule[], resources: readonly Judged[]): Violation[] {
  const all = resources.map((resource) => ({ ...resource, props: guardUnknown(resource.props) }));
  return rules.flatMap((rule) =>
    rule.checks.flatMap((check) =>
      all.flatMap((resource) =>
        findings(rule, check, resource, all).map((message) => ({ rule: rule.name, urn: resource.urn, message })),
      ),
    ),
  );
}
