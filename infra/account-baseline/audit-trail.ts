import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../encryption-key.ts";
import { type PolicyStatement, policyDocument } from "../policy-document.ts";
import { PrivateBucket } from "../private-bucket.ts";
import type { RecordArgs } from "./record-args.ts";

const CLOUDTRAIL = "cloudtrail.amazonaws.com";

/**
 * Records all calls of AWS's APIs in all regions of the account, in a bucket where nobody can delete them, and in CloudWatch Logs.
 * The name of the trail is fixed: the policies of bucket and key name it before it exists.
 */
export class AuditTrail extends pulumi.ComponentResource {
  constructor(name: string, args: RecordArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:account-baseline:AuditTrail", name, {}, opts);
    const { accountId, region, prefix, durable, retentionDays } = args;
    const trailArn = `arn:aws:cloudtrail:${region}:${accountId}:trail/${prefix}`;
    const fromTrail = { StringEquals: { "aws:SourceArn": trailArn } };
    const key = new EncryptionKey(
      name,
      {
        accountId,
        region,
        aliasName: `${prefix}-trail`,
        durable,
        retain: durable,
        statements: keyStatements(accountId, trailArn),
      },
      { parent: this },
    );
    const principal = { Service: CLOUDTRAIL };
    const bucket = new PrivateBucket(
      name,
      {
        durable,
        accessLogs: { bucket: args.accessLogs, prefix: `buckets/${name}/` },
        lockDays: retentionDays,
        expireAfterDays: retentionDays,
        keepVersionsDays: 1,
        statements: [
          { sid: "TrailLooks", principal, actions: ["s3:GetBucketAcl"], keys: [], ofBucket: true, condition: fromTrail },
          { sid: "TrailWrites", principal, actions: ["s3:PutObject"], keys: [`AWSLogs/${accountId}/*`], condition: fromTrail },
        ],
      },
      { parent: this },
    );
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { kmsKeyId: args.kmsKeyArn, retentionInDays: retentionDays },
      { parent: this },
    );
    const role = new aws.iam.Role(
      name,
      {
        description: "CloudTrail writes to CloudWatch Logs",
        // AWS documents this condition for the bucket and the key, and says nothing of the role: not tried in an account.
        assumeRolePolicy: policyDocument([
          { Sid: "CloudTrail", Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", Condition: fromTrail },
        ]),
      },
      { parent: this },
    );
    const streams = pulumi.interpolate`${logGroup.arn}:log-stream:${accountId}_CloudTrail_*`;
    const policy = new aws.iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: policyDocument([
          { Sid: "Write", Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: streams },
        ]),
      },
      { parent: this },
    );
    new aws.cloudtrail.Trail(
      name,
      {
        name: prefix,
        s3BucketName: bucket.bucketName,
        kmsKeyId: key.arn,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
        enableLogging: true,
        cloudWatchLogsGroupArn: pulumi.interpolate`${logGroup.arn}:*`,
        cloudWatchLogsRoleArn: role.arn,
      },
      // CloudTrail checks at once that it may write to the bucket and to the log group.
      { parent: this, dependsOn: [bucket.policy, policy], protect: durable },
    );
    this.registerOutputs({});
  }
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
function keyStatements(accountId: string, trailArn: string): PolicyStatement[] {
  const principal = { Service: CLOUDTRAIL };
  return [
    {
      Sid: "TrailEncrypts",
      Effect: "Allow",
      Principal: principal,
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn },
        StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${accountId}:trail/*` },
      },
    },
    {
      Sid: "TrailLooks",
      Effect: "Allow",
      Principal: principal,
      Action: "kms:DescribeKey",
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
  ];
}
