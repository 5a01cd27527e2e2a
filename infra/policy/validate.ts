import { findings } from "./findings.ts";
import { guardUnknown } from "./read/unknown-values.ts";
import type { CheckedResource, Rule } from "./rule.ts";

export interface Violation {
  /** The rule's name. */
  readonly rule: string;
  /** The resource's address. */
  readonly urn: string;
  /** What is wrong, and the remedy. */
  readonly message: string;
}

/** Checks resources as the Pulumi engine does, but without an engine: for the offline preview and for tests. */
export function validate(rules: readonly Rule[], resources: readonly CheckedResource[]): Violation[] {
  const all = resources.map((resource) => ({ ...resource, props: guardUnknown(resource.props) }));
  return rules.flatMap((rule) =>
    rule.checks.flatMap((check) =>
      all.flatMap((resource) =>
        findings(rule, check, resource, all).map((message) => ({ rule: rule.name, urn: resource.urn, message })),
      ),
    ),
  );
}
