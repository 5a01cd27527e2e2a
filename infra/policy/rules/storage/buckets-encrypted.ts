import { nested } from "../../read/nested.ts";
import { pointsAt } from "../../read/points-at.ts";
import { bucketEncryptions, buckets } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

const TYPES: readonly string[] = bucketEncryptions;
const ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse"];

export const bucketsEncrypted: Rule = {
  name: "buckets-encrypted",
  description: "Buckets say how they encrypt their objects, so that a change of it is seen.",
  remedy: "Give the bucket a BucketServerSideEncryptionConfiguration with AES256 or aws:kms.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html",
  checks: [
    onResource(bucketEncryptions, ({ rules }) =>
      findEach(rules, ({ applyServerSideEncryptionByDefault }) => {
        const algorithm = nested(applyServerSideEncryptionByDefault, "sseAlgorithm");
        return ALGORITHMS.includes(String(algorithm)) ? undefined : `sseAlgorithm must be "AES256", got ${quote(algorithm)}`;
      }),
    ),
    onStack(buckets, (_, bucket, all) =>
      all.some((other) => TYPES.includes(other.type) && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketServerSideEncryptionConfiguration, got none",
    ),
  ],
};
