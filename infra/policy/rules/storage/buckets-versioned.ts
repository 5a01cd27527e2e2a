import { nested } from "../../read/nested.ts";
import { pointsAt } from "../../read/points-at.ts";
import { buckets, bucketVersionings } from "../../read/resource-types.ts";
import { isTrue } from "../../read/scalars.ts";
import { known } from "../../read/unknown-values.ts";
import { onStack, type Rule, requireNestedValue } from "../../rule.ts";

const TYPES: readonly string[] = bucketVersionings;

export const bucketsVersioned: Rule = {
  name: "buckets-versioned",
  description: "Buckets keep old versions of their objects.",
  remedy: "Give the bucket a BucketVersioning with the status Enabled.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["S3.14"],
  checks: [
    requireNestedValue(bucketVersionings, "versioningConfiguration", "status", "Enabled"),
    onStack(buckets, (props, bucket, all) => {
      if (all.some((other) => TYPES.includes(other.type) && pointsAt(other, "bucket", bucket))) return undefined;
      // The older argument for the same.
      const isOn = known(() => isTrue(nested(nested(props, "versioning"), "enabled")));
      return isOn === false ? "the bucket must have a BucketVersioning, got none" : undefined;
    }),
  ],
};
