import { refusesPlainHttp } from "../../read/iam/plain-http.ts";
import { pointsAt } from "../../read/points-at.ts";
import { bucketPolicy, buckets } from "../../read/resource-types.ts";
import { onResource, onStack, type Rule } from "../../rule.ts";

export const bucketOverTls: Rule = {
  name: "bucket-over-tls",
  description: "Nobody can use a bucket over plain HTTP.",
  remedy: "Give the bucket a policy that denies everybody s3:* on the bucket and its objects where aws:SecureTransport is false.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["S3.5", "CIS 2.1.1"],
  checks: [
    onStack(buckets, ({ policy }, bucket, all) =>
      policy !== undefined || all.some((other) => other.type === bucketPolicy && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketPolicy that denies plain HTTP, got none",
    ),
    onResource([bucketPolicy, ...buckets], ({ policy }, { type }) =>
      (policy === undefined && type !== bucketPolicy) || refusesPlainHttp(policy)
        ? undefined
        : "policy must deny everybody s3:* where aws:SecureTransport is false, got no such statement",
    ),
  ],
};
