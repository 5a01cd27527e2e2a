import { requireSet } from "../../checks/property-checks.ts";
import { pointsAt } from "../../read/points-at.ts";
import { bucketLoggings, buckets } from "../../read/resource-types.ts";
import { onStack, type Rule } from "../../rule.ts";

const TYPES: readonly string[] = bucketLoggings;

export const bucketsLogged: Rule = {
  name: "buckets-logged",
  description: "Buckets log who reads and writes their objects.",
  remedy: "Give the bucket a BucketLogging whose target is the bucket for access logs.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: ["S3.9"],
  checks: [
    requireSet(bucketLoggings, "targetBucket"),
    onStack(buckets, (_, bucket, all) =>
      all.some((other) => TYPES.includes(other.type) && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketLogging, got none",
    ),
  ],
};
