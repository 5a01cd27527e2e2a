import type { Rule } from "../../rule.ts";
import { federationNamesSubjects } from "./federation-names-subjects.ts";
import { leastPrivilege } from "./least-privilege.ts";
import { managedPoliciesJudged } from "./managed-policies-judged.ts";
import { noAdministratorRights } from "./no-administrator-rights.ts";
import { noReadingEverything } from "./no-reading-everything.ts";
import { noUserKeys } from "./no-user-keys.ts";
import { passesNamedRoles } from "./passes-named-roles.ts";
import { permissionsStayHere } from "./permissions-stay-here.ts";
import { trustFitsUse } from "./trust-fits-use.ts";
import { trustForOwnAccount } from "./trust-for-own-account.ts";
import { trustNamesWho } from "./trust-names-who.ts";
import { trustOwnAccount } from "./trust-own-account.ts";
import { usersWithoutPolicies } from "./users-without-policies.ts";

export const identityRules: readonly Rule[] = [
  noAdministratorRights,
  leastPrivilege,
  noReadingEverything,
  passesNamedRoles,
  managedPoliciesJudged,
  permissionsStayHere,
  trustNamesWho,
  trustOwnAccount,
  trustFitsUse,
  trustForOwnAccount,
  federationNamesSubjects,
  noUserKeys,
  usersWithoutPolicies,
];
