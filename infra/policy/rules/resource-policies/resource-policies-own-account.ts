import { parseArn } from "../../read/iam/arn.ts";
import { limits } from "../../read/iam/conditions.ts";
import { documentOf, resourcePolicyTypes } from "../../read/iam/documents.ts";
import { expectedAccount, foreignPrincipals } from "../../read/iam/foreign-accounts.ts";
import { ownAccount } from "../../read/iam/own-account.ts";
import { accountOf } from "../../read/iam/principals.ts";
import { findInStatements, type Statement } from "../../read/policy-document.ts";
import { strings } from "../../read/unknown-values.ts";
import { type CheckedResource, onStack, quote, type Rule } from "../../rule.ts";

const ACCOUNT_KEYS = /^(aws:(principal|source)(account|owner|arn)|kms:calleraccount)$/;

/** Accounts, by id or by ARN, that the conditions of a statement for everybody name. */
function namedAccounts({ principals, conditions }: Statement): string[] {
  if (!principals?.anybody) return [];
  const values = (conditions ?? [])
    .filter((clause) => limits([clause], ACCOUNT_KEYS, () => true))
    .flatMap((clause) => clause.values ?? []);
  // The ARN of a bucket has no account. resource-policies-name-who asks whose it is.
  return values.filter((value) => parseArn(value)?.account !== "");
}

function check(statement: Statement, all: readonly CheckedResource[]) {
  if (!statement.allows) return undefined;
  const own = ownAccount(all);
  const foreign = namedAccounts(statement).filter((value) => own === undefined || (parseArn(value)?.account ?? value) !== own);
  return [...foreignPrincipals(statement, all), ...foreign].map(
    (principal) => `the account of a principal must be ${expectedAccount(all)}, got ${quote(principal)}`,
  );
}

export const resourcePoliciesOwnAccount: Rule = {
  name: "resource-policies-own-account",
  description: "Nobody of another account can use a key, a topic, a queue, a secret or an image.",
  remedy: "Remove the principal of the other account.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html",
  checks: [
    onStack(resourcePolicyTypes, (_, resource, all) =>
      findInStatements(documentOf(resource)?.document, (statement) => check(statement, all)),
    ),
    // A grant gives the use of a key without its policy. Of a wildcard, keys-governed-by-account reports more.
    ...(["granteePrincipal", "retiringPrincipal"] as const).map((argument) =>
      onStack("aws:kms/grant:Grant", ({ [argument]: principals }, _, all) =>
        strings(principals)
          .filter((principal) => accountOf(principal) !== undefined && accountOf(principal) !== ownAccount(all))
          .map((principal) => `the account of ${argument} must be ${expectedAccount(all)}, got ${quote(principal)}`),
      ),
    ),
  ],
};
