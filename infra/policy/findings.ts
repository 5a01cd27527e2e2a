import { known } from "./read/unknown-values.ts";
import { type Check, type CheckedResource, linkOf, type Rule } from "./rule.ts";

/**
 * The messages of one check about one resource whose arguments are guarded: the remedy, the finding, and the link. A value that is not known yet is not checked. The
 * deployment runs the check again, with all values.
 */
export function findings(rule: Rule, check: Check, resource: CheckedResource, all: readonly CheckedResource[]): string[] {
  if (!check.types.includes(resource.type)) return [];
  const found = known(() => check.find(resource, all)) ?? [];
  return [found].flat().map((finding) => `${rule.remedy} Found: ${finding}. ${linkOf(rule)}`);
}
