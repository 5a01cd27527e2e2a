import { known } from "./read/unknown-values.ts";
import type { Check, Judged, Rule } from "./rule.ts";

/**
 * The messages of one check about one resource whose arguments are guarded. What is not known yet is not judged: a
 * deployment judges again, with all values.
 */
export function findings(rule: Rule, check: Check, resource: Judged, all: readonly Judged[]): string[] {
  if (!check.types.includes(resource.type)) return [];
  const found = known(() => check.find(resource, all)) ?? [];
  return [found].flat().map((finding) => `${finding}. ${rule.remedy}`);
}
