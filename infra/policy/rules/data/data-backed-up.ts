import { pointsAt } from "../../read/points-at.ts";
import {
  buckets,
  bucketVersionings,
  type ResourceType,
  rdsInstance,
  redisGroup,
  serverlessCache,
} from "../../read/resource-types.ts";
import {
  type Argument,
  type Check,
  type Names,
  onResource,
  onStack,
  quote,
  type Rule,
  requireNestedValue,
  requireValue,
} from "../../rule.ts";

/** Nothing, 0 and text are findings: AWS's default is to keep no copy. */
function atLeast<Type extends ResourceType>(type: Type, property: Argument<Type>, days: number): Check {
  return onResource(type, (props: Names<Type>) => {
    const kept = props[property];
    return typeof kept === "number" && kept >= days ? undefined : `${property} must be at least ${days} days, got ${quote(kept)}`;
  });
}

export const dataBackedUp: Rule = {
  name: "data-backed-up",
  description: "Databases and caches have backups, and buckets keep old versions.",
  remedy: "Set the retention of the backups, and give the bucket a BucketVersioning.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.11", "RDS.17", "ElastiCache.1", "S3.14"],
  checks: [
    atLeast(rdsInstance, "backupRetentionPeriod", 7),
    requireValue(rdsInstance, "copyTagsToSnapshot", true),
    atLeast(redisGroup, "snapshotRetentionLimit", 1),
    atLeast(serverlessCache, "snapshotRetentionLimit", 1),
    requireNestedValue(bucketVersionings, "versioningConfiguration", "status", "Enabled"),
    onStack(buckets, (_, bucket, all) =>
      all.some((other) => bucketVersionings.some((type) => type === other.type) && pointsAt(other, "bucket", bucket))
        ? undefined
        : "the bucket must have a BucketVersioning, got none",
    ),
  ],
};
