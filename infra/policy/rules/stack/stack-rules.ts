import type { Rule } from "../../rule.ts";
import { allowedInstanceFamilies } from "./allowed-instance-families.ts";
import { allowedRegions } from "./allowed-regions.ts";
import { knownResourceTypes } from "./known-resource-types.ts";
import { monthlyCostRule } from "./monthly-cost.ts";
import { requiredTags } from "./required-tags.ts";

/** Rules about resources of every type. */
export const stackRules: readonly Rule[] = [
  knownResourceTypes,
  allowedRegions(),
  allowedInstanceFamilies(),
  requiredTags(),
  monthlyCostRule(),
];
