import { expectedAccount, foreignPrincipals } from "../../read/iam/foreign-accounts.ts";
import { onTrustInStack } from "../../read/iam/on-trust.ts";
import { quote, type Rule } from "../../rule.ts";

export const trustOwnAccount: Rule = {
  name: "trust-own-account",
  description: "Nobody of another account may assume a role.",
  remedy: "Remove the principal of the other account.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_aws-accounts.html",
  checks: [
    onTrustInStack((statement, _, all) =>
      foreignPrincipals(statement, all).map(
        (principal) => `the account of a principal must be ${expectedAccount(all)}, got ${quote(principal)}`,
      ),
    ),
  ],
};
