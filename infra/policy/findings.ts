import { known } from "./read/unknown-values.ts";
import type { Review } from "./review.ts";
import { type Check, type CheckedResource, linkOf, type Rule } from "./rule.ts";

/**
 * The messages of one check about one resource whose arguments are guarded: the remedy, the finding, and the link. A value that is not known yet is not checked. The
 * deployment runs the check again, with all values. A finding that does not stand, as it is exempt or older, is left out.
 */
export function findings(
  rule: Rule,
  check: Check,
  resource: CheckedResource,
  all: readonly CheckedResource[],
  review: Review,
): string[] {
  if (check.everyType !== true && !check.types.includes(resource.type)) return [];
  const found = known(() => check.find(resource, all));
  if (found === undefined) return [];
  return [found]
    .flat()
    .filter((finding) => review.stands(rule.name, resource.urn, finding))
    .map((finding) => `${rule.remedy} Found: ${finding}. ${linkOf(rule)}`);
}
