import { inProd } from "../../in-prod.ts";
import { isObject, nested } from "../../read/nested.ts";
import { pointsAt } from "../../read/points-at.ts";
import { bucketLifecycles, buckets } from "../../read/resource-types.ts";
import { wholeNumber } from "../../read/scalars.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import { onResource, onStack, type Rule } from "../../rule.ts";

const TYPES: readonly string[] = bucketLifecycles;

export const bucketsLifecycle: Rule = {
  name: "buckets-lifecycle",
  description:
    "Buckets delete old versions after a time, so that they do not grow without end. In production they keep the current ones for 90 days at least.",
  remedy: "Give the bucket a BucketLifecycleConfiguration with a rule that is Enabled.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: ["S3.13"],
  checks: [
    onResource(bucketLifecycles, ({ rules }) => {
      if (!Array.isArray(rules)) return "rules must have one that is Enabled, got none";
      const off = findEach(rules, ({ status }) => (status === "Enabled" ? undefined : "off"));
      return off.length < rules.length ? undefined : "rules must have one that is Enabled, got none";
    }),
    // Access logs go after a year. What goes within weeks is a mistake in the wrong bucket.
    inProd(
      onResource(bucketLifecycles, ({ rules }) =>
        findEach(rules, ({ status, expiration }) => {
          const days = wholeNumber(nested(expiration, "days"));
          return status === "Enabled" && days !== undefined && days < 90
            ? `expiration.days must be at least 90, got ${days}`
            : undefined;
        }),
      ),
    ),
    onStack(buckets, (props, bucket, all) => {
      const ofProvider = known(() => isObject(props) && Array.isArray(props.lifecycleRules) && props.lifecycleRules.length > 0);
      return ofProvider !== false || all.some((other) => TYPES.includes(other.type) && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketLifecycleConfiguration, got none";
    }),
  ],
};
