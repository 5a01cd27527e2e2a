import { pointsAt } from "../../read/points-at.ts";
import { readStatement, type Statement, statementsOf, unreadable } from "../../read/policy-document.ts";
import { bucketAcls, bucketPolicy, bucketPublicAccessBlock, buckets } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule, requireValue } from "../../rule.ts";

const ENDPOINT = "aws:sourcevpce";

/** True if the condition allows named VPC endpoints only: fixed values, which AWS counts as "not public" too. */
function onlyFromEndpoint({ conditions }: Statement): boolean {
  const endpoints = conditions.stringequals?.[ENDPOINT] ?? [];
  return endpoints.length > 0 && endpoints.every((endpoint) => /^vpce-[0-9a-z-]+$/.test(endpoint));
}

function deniesPlainHttp({ allows, anybody, actions, conditions }: Statement): boolean {
  const everything = actions.some((action) => action === "*" || action.toLowerCase() === "s3:*");
  return !allows && anybody && everything && conditions.bool?.["aws:securetransport"]?.[0] === "false";
}

export const noAnonymousBucketRead: Rule = {
  name: "no-anonymous-bucket-read",
  description: "Nobody can read a bucket from the internet without credentials, or over plain HTTP.",
  remedy:
    "Block public access to the bucket. Allow readers without credentials s3:GetObject only, and only through a named VPC endpoint (aws:SourceVpce).",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["S3.1", "S3.2", "S3.3", "S3.5", "S3.8", "S3.12", "CIS 2.1.1", "CIS 2.1.4"],
  checks: [
    ...(["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const).map((property) =>
      requireValue(bucketPublicAccessBlock, property, true),
    ),
    onStack(buckets, (_, bucket, all) =>
      all.some((other) => other.type === bucketPublicAccessBlock && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketPublicAccessBlock, got none",
    ),
    onStack(buckets, (_, bucket, all) =>
      all.some((other) => other.type === bucketPolicy && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketPolicy that denies plain HTTP, got none",
    ),
    onResource([...bucketAcls, ...buckets], ({ acl }) =>
      /^(public|authenticated)-/.test(String(acl ?? "")) ? `acl must be left out, got ${quote(acl)}` : undefined,
    ),
    onResource(bucketPolicy, ({ policy }) => {
      const statements = statementsOf(policy);
      if (statements === undefined) return unreadable("policy");
      return findEach(statements, (raw) => {
        const statement = readStatement(raw);
        if (!statement.allows || !statement.anybody) return undefined;
        const reads = statement.actions.length > 0 && statement.actions.every((action) => action === "s3:GetObject");
        return [
          reads ? [] : [`a statement for everybody must allow s3:GetObject only, got ${quote(statement.actions)}`],
          onlyFromEndpoint(statement)
            ? []
            : [
                `a statement for everybody must have StringEquals aws:SourceVpce with fixed endpoints, got ${quote(statement.conditions)}`,
              ],
        ].flat();
      });
    }),
    onResource(bucketPolicy, ({ policy }) => {
      const statements = statementsOf(policy);
      if (statements === undefined) return undefined;
      const denies = findEach(statements, (raw) => (deniesPlainHttp(readStatement(raw)) ? "denies" : undefined));
      return denies.length > 0
        ? undefined
        : "policy must deny everybody s3:* where aws:SecureTransport is false, got no such statement";
    }),
  ],
};
