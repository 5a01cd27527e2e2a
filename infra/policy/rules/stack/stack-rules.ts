import type { Rule } from "../../rule.ts";
import { allowedInstanceFamilies } from "./allowed-instance-families.ts";
import { allowedRegions } from "./allowed-regions.ts";
import { knownResourceTypes } from "./known-resource-types.ts";
import { requiredTags } from "./required-tags.ts";

/** Rules about resources of every type. `judged` are the pack's other rules. */
export function stackRules(judged: readonly Rule[]): readonly Rule[] {
  return [knownResourceTypes(judged), allowedRegions(), allowedInstanceFamilies(), requiredTags()];
}
