import type { Rule } from "../../rule.ts";
import { dataStaysHere } from "./data-stays-here.ts";
import { endpointPoliciesLimited } from "./endpoint-policies-limited.ts";
import { endpointsHavePolicies } from "./endpoints-have-policies.ts";
import { functionsNotPublic } from "./functions-not-public.ts";
import { keysGovernedByAccount } from "./keys-governed-by-account.ts";
import { nothingShared } from "./nothing-shared.ts";
import { noticesStayHere } from "./notices-stay-here.ts";
import { resourcePoliciesNameWho } from "./resource-policies-name-who.ts";
import { resourcePoliciesOwnAccount } from "./resource-policies-own-account.ts";
import { servicesForOwnAccount } from "./services-for-own-account.ts";

export const resourcePoliciesRules: readonly Rule[] = [
  resourcePoliciesNameWho,
  resourcePoliciesOwnAccount,
  servicesForOwnAccount,
  keysGovernedByAccount,
  endpointPoliciesLimited,
  endpointsHavePolicies,
  functionsNotPublic,
  nothingShared,
  dataStaysHere,
  noticesStayHere,
];
