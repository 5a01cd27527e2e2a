import { requireSet } from "../../checks/property-checks.ts";
import { isLogged, isOfTrail } from "../../read/bucket-logs.ts";
import { bucketLoggings, buckets } from "../../read/resource-types.ts";
import { onStack, type Rule } from "../../rule.ts";

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
      // Of a trail's bucket, trail-bucket-logged reports the same.
      isLogged(bucket, all) || isOfTrail(bucket, all) ? undefined : "the bucket must have a BucketLogging, got none",
    ),
  ],
};
