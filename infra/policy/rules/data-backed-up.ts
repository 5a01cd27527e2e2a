import type * as aws from "@pulumi/aws";
import { pointsAt } from "../points-at.ts";
import { type Check, demand, onResource, onStack, quote, type Rule } from "../rule.ts";

/** Nothing, 0 and text all fail: AWS's own default is to keep no copy. */
function atLeast<Args>(type: string, property: keyof Args & string, days: number): Check {
  return onResource<Args>(type, (props) => {
    const kept = props[property];
    return typeof kept === "number" && kept >= days ? undefined : `${property} must be at least ${days} days, got ${quote(kept)}`;
  });
}

const VERSIONINGS = ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"];

export const dataBackedUp: Rule = {
  name: "data-backed-up",
  description: "Databases, caches and buckets keep copies that outlive a mistake (RDS.11, RDS.17, ElastiCache.1, S3.14).",
  remedy: "Give the copies a time to live, and the bucket a BucketVersioning.",
  severity: "high",
  controls: ["RDS.11", "RDS.17", "ElastiCache.1", "S3.14"],
  checks: [
    atLeast<aws.rds.InstanceArgs>("aws:rds/instance:Instance", "backupRetentionPeriod", 7),
    demand<aws.rds.InstanceArgs>("aws:rds/instance:Instance", "copyTagsToSnapshot", true),
    atLeast<aws.elasticache.ReplicationGroupArgs>(
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "snapshotRetentionLimit",
      1,
    ),
    atLeast<aws.elasticache.ServerlessCacheArgs>("aws:elasticache/serverlessCache:ServerlessCache", "snapshotRetentionLimit", 1),
    onResource<aws.s3.BucketVersioningArgs>(VERSIONINGS, ({ versioningConfiguration }) => {
      const status = (versioningConfiguration as { status?: unknown } | undefined)?.status;
      return status === "Enabled" ? undefined : `versioningConfiguration.status must be "Enabled", got ${quote(status)}`;
    }),
    onStack<aws.s3.BucketArgs>(["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"], (_, bucket, all) =>
      all.some((other) => VERSIONINGS.includes(other.type) && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketVersioning, got none",
    ),
  ],
};
