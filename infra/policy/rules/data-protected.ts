import type * as aws from "@pulumi/aws";
import { inProd } from "../in-prod.ts";
import { demand, onResource, quote, type Rule } from "../rule.ts";

const INSTANCE = "aws:rds/instance:Instance";
const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

export const dataProtected: Rule = {
  name: "data-protected",
  description:
    "In production nobody deletes data by mistake, and the database survives the loss of a zone (RDS.5, RDS.8, KMS.3, CIS 2.2.4).",
  remedy: "Set dataProtection to durable (a component: `durable: true`), or move what may be lost out of the stack prod.",
  severity: "high",
  controls: ["RDS.5", "RDS.8", "KMS.3", "CIS 2.2.4"],
  checks: [
    demand<aws.rds.InstanceArgs>(INSTANCE, "deletionProtection", true),
    demand<aws.rds.InstanceArgs>(INSTANCE, "multiAz", true),
    onResource<aws.rds.InstanceArgs>(INSTANCE, ({ skipFinalSnapshot }) =>
      skipFinalSnapshot === true ? "skipFinalSnapshot must be false, got true" : undefined,
    ),
    onResource<aws.rds.InstanceArgs>(INSTANCE, ({ finalSnapshotIdentifier }) =>
      finalSnapshotIdentifier ? undefined : `finalSnapshotIdentifier must be a name, got ${quote(finalSnapshotIdentifier)}`,
    ),
    // Left out it is true: the copies would go with the instance.
    demand<aws.rds.InstanceArgs>(INSTANCE, "deleteAutomatedBackups", false),
    onResource<aws.s3.BucketArgs>(BUCKETS, ({ forceDestroy }) =>
      forceDestroy === true ? "forceDestroy must be false, got true" : undefined,
    ),
    onResource<aws.rds.InstanceArgs>(
      [INSTANCE, "aws:elasticache/replicationGroup:ReplicationGroup", "aws:kms/key:Key", ...BUCKETS],
      (_, { opts }) => (opts.protect ? undefined : "the resource option `protect` must be true, got false"),
    ),
  ].map(inProd),
};
