import { bucketPolicyTypes, documentOf } from "../../read/iam/documents.ts";
import { isForOneAccount, type Owner, ownerOfDocument } from "../../read/iam/for-own-account.ts";
import { expectedAccount, foreignPrincipals } from "../../read/iam/foreign-accounts.ts";
import { findInStatements, type Statement } from "../../read/policy-document.ts";
import { type CheckedResource, onStack, quote, type Rule } from "../../rule.ts";

/** True if each key has the id of the account in its path, as load balancers write their logs: they pass no account. */
function writesBelowAccount({ resources }: Statement, account: string | undefined): boolean {
  return resources.length > 0 && resources.every((resource) => resource.includes(`/AWSLogs/${account}/`));
}

function check(statement: Statement, owner: Owner, all: readonly CheckedResource[]) {
  const { allows, principals, conditions } = statement;
  if (!allows) return undefined;
  const isForOwn = conditions === undefined || isForOneAccount(conditions, owner) || writesBelowAccount(statement, owner.account);
  return [
    ...foreignPrincipals(statement, all).map(
      (principal) => `the account of a principal must be ${expectedAccount(all)}, got ${quote(principal)}`,
    ),
    ...(isForOwn ? [] : (principals?.services ?? [])).map(
      (service) => `aws:SourceAccount or aws:SourceArn for ${service} must name ${expectedAccount(all)}, got no such condition`,
    ),
  ];
}

export const bucketOwnAccount: Rule = {
  name: "bucket-own-account",
  description: "Nobody of another account can use a bucket, and no service uses it for another account.",
  remedy: "Remove the principal of the other account. For a service, add the condition StringEquals aws:SourceAccount.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["S3.6"],
  checks: [
    onStack(bucketPolicyTypes, (_, resource, all) => {
      const { document, property = "" } = documentOf(resource) ?? {};
      const owner = ownerOfDocument(document, resource, property, all);
      return findInStatements(document, (statement) => check(statement, owner, all));
    }),
  ],
};
