import { parseArn } from "../../read/iam/arn.ts";
import { limits } from "../../read/iam/conditions.ts";
import { documentOf, identityPolicyTypes, inlineDocumentsOf, type PolicyDocument } from "../../read/iam/documents.ts";
import { hasWildcard } from "../../read/iam/glob.ts";
import { ownAccount } from "../../read/iam/own-account.ts";
import { allows } from "../../read/iam/permissions.ts";
import { ownNames } from "../../read/own-names.ts";
import { findInStatements, type Statement } from "../../read/policy-document.ts";
import { buckets, iamRole } from "../../read/resource-types.ts";
import { type CheckedResource, onStack, quote, type Rule } from "../../rule.ts";

const BUCKETS = { types: buckets, keys: ["bucket", "id"] };
/** Actions that put data into a bucket. */
const WRITING = ["s3:PutObject", "s3:ReplicateObject", "s3:InitiateReplication"];
/** Actions that only fetch an image. Whose images run, container-images-own-account says. */
const PULLING = /^ecr:(batchgetimage|getdownloadurlforlayer|batchchecklayeravailability)$/i;
const RESOURCE_ACCOUNT = /^(aws|s3):resourceaccount$/;

/** ARNs of another account. Where no policy says which account is the own one, nobody can tell. */
function foreignArns({ actions, resources }: Statement, own: string | undefined): string[] {
  if (own === undefined || (actions.length > 0 && actions.every((action) => PULLING.test(action)))) return [];
  return resources.filter((arn) => {
    const account = parseArn(arn)?.account ?? "";
    return /^\d{12}$/.test(account) && account !== own;
  });
}

/** Buckets that the statement writes to. The ARN of a bucket has no account. One with a wildcard least-privilege reports. */
function writtenBuckets(statement: Statement, own: string | undefined): string[] {
  const isOwn = (account: string) => (own === undefined ? /^\d{12}$/.test(account) : account === own);
  const { conditions, resources } = statement;
  if (conditions === undefined || limits(conditions, RESOURCE_ACCOUNT, isOwn)) return [];
  if (!WRITING.some((action) => allows(statement, action))) return [];
  const names = resources.map((arn) => {
    const { service, account, resource } = parseArn(arn) ?? {};
    return service === "s3" && account === "" ? resource?.split("/")[0] : undefined;
  });
  return names.filter((name) => name !== undefined && !hasWildcard(name)) as string[];
}

function findings({ property, document }: PolicyDocument, resource: CheckedResource, all: readonly CheckedResource[]): string[] {
  const own = ownAccount(all);
  return findInStatements(document, (statement) => {
    if (!statement.allows) return undefined;
    const written = writtenBuckets(statement, own);
    const ofStack = ownNames(written, BUCKETS, resource, property, all);
    return [
      ...foreignArns(statement, own).map((arn) => `the account of a Resource must be ${own}, got ${quote(arn)}`),
      ...written
        .filter((name) => !ofStack.has(name))
        .map((name) => `a bucket to write to must be one of this stack, or limited by aws:ResourceAccount, got ${quote(name)}`),
    ];
  });
}

export const permissionsStayHere: Rule = {
  name: "permissions-stay-here",
  description:
    "A role uses resources of this account only, and writes to no bucket of another account. Otherwise whoever takes over a program sends its data away with its own permissions.",
  remedy: "Name a resource of this account. For a bucket that the stack does not create, add the condition aws:ResourceAccount.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
  checks: [
    onStack(identityPolicyTypes, (_, resource, all) => {
      const found = documentOf(resource);
      return found && findings(found, resource, all);
    }),
    onStack(iamRole, ({ inlinePolicies }, resource, all) =>
      inlineDocumentsOf(inlinePolicies).flatMap((found) => findings(found, resource, all)),
    ),
  ],
};
