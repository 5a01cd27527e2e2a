import { nested } from "../../read/nested.ts";
import { pointsAt } from "../../read/points-at.ts";
import { accountPublicAccessBlock, bucketPublicAccessBlock, buckets } from "../../read/resource-types.ts";
import { isTrue } from "../../read/scalars.ts";
import { onResource, onStack, quote, type Rule, requireValue } from "../../rule.ts";

const MEMBERS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

export const bucketAccessBlocked: Rule = {
  name: "bucket-access-blocked",
  description: "Each bucket refuses what would make it public, whatever its policy and its ACLs say.",
  remedy: "Give the bucket a BucketPublicAccessBlock with all four members true.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["S3.1", "S3.8", "S3.19", "CIS 2.1.4"],
  checks: [
    ...MEMBERS.map((property) => requireValue([bucketPublicAccessBlock, accountPublicAccessBlock], property, true)),
    onStack(buckets, (_, bucket, all) =>
      all.some((other) => other.type === bucketPublicAccessBlock && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketPublicAccessBlock, got none",
    ),
    // AWS blocks public access of an access point that says nothing about it. The provider does so too.
    onResource("aws:s3/accessPoint:AccessPoint", ({ publicAccessBlockConfiguration: block }) =>
      block === undefined ? undefined : MEMBERS.flatMap((member) => falseIn(block, member)),
    ),
  ],
};

function falseIn(block: unknown, member: string): string[] {
  const value = nested(block, member);
  return value === undefined || isTrue(value)
    ? []
    : [`publicAccessBlockConfiguration.${member} must be true, got ${quote(value)}`];
}
