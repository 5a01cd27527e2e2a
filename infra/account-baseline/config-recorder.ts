import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../private-bucket.ts";
import type { RecordArgs } from "./record-args.ts";

const CONFIG = "config.amazonaws.com";

/**
 * Records the configuration of all resources of the region, and of the global ones. Security Hub's controls read it. Returns what
 * turns it on.
 */
export function configRecorder(name: string, args: RecordArgs, parent: pulumi.Resource): pulumi.Resource {
  const { accountId, prefix, durable, retentionDays } = args;
  const principal = { Service: CONFIG };
  const condition = { StringEquals: { "aws:SourceAccount": accountId } };
  // Without Object Lock: AWS Config cannot deliver to a bucket with a default retention.
  const bucket = new PrivateBucket(
    name,
    {
      durable,
      accessLogs: { bucket: args.accessLogs, prefix: `buckets/${name}/` },
      expireAfterDays: retentionDays,
      keepVersionsDays: 90,
      statements: [
        { sid: "ConfigLooks", principal, actions: ["s3:GetBucketAcl", "s3:ListBucket"], keys: [], ofBucket: true, condition },
        { sid: "ConfigWrites", principal, actions: ["s3:PutObject"], keys: [`AWSLogs/${accountId}/Config/*`], condition },
      ],
    },
    { parent },
  );
  // FSBP Config.1 wants this role and no other. It stays after destroy: other programs may use Config.
  const role = new aws.iam.ServiceLinkedRole(name, { awsServiceName: CONFIG }, { parent, retainOnDelete: true });
  const recorder = new aws.cfg.Recorder(
    name,
    { name: prefix, roleArn: role.arn, recordingGroup: { allSupported: true, includeGlobalResourceTypes: true } },
    { parent },
  );
  const channel = new aws.cfg.DeliveryChannel(
    name,
    { name: prefix, s3BucketName: bucket.bucketName },
    // Config writes a test object at once.
    { parent, dependsOn: [recorder, bucket.policy] },
  );
  return new aws.cfg.RecorderStatus(name, { name: recorder.name, isEnabled: true }, { parent, dependsOn: [channel] });
}
