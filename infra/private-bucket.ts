import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "./policy-document.ts";

/** One statement of a bucket policy. Its resources are keys ("*" for all), without the bucket's ARN. */
export interface BucketStatement {
  readonly sid: string;
  readonly principal: "*" | { readonly Service: string };
  readonly actions: readonly string[];
  readonly keys: readonly string[];
  /** True: it is about the bucket itself as well, such as its ACL. */
  readonly ofBucket?: true;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/** Where a service writes its access logs. */
export interface AccessLogs {
  readonly bucket: PrivateBucket;
  readonly prefix: string;
}

export interface PrivateBucketArgs {
  /** Access beyond what IAM allows in the account; none when left out. */
  statements?: readonly BucketStatement[];
  /** Bucket and prefix of the access logs; "own": the bucket logs to itself, as the bucket of all access logs does. */
  accessLogs?: AccessLogs | "own";
  /** Days after which S3 deletes objects; never when left out. */
  expireAfterDays?: number;
  /** Days that S3 keeps overwritten and deleted versions. */
  keepVersionsDays: number;
  /**
   * Days for which S3 refuses to delete a version (Object Lock, governance mode: nobody without
   * `s3:BypassGovernanceRetention` can). Not for a bucket of access logs or of AWS Config, whose services cannot write to one.
   */
  lockDays?: number;
  /** True: protected from `destroy`. False: `destroy` deletes the bucket with all objects in it. */
  durable: boolean;
}

/**
 * A bucket that is encrypted with S3's own keys, versioned, TLS only and never public. Not with the stack's KMS key: a
 * load balancer cannot write its logs with one, and a reader without credentials cannot use one.
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** Depend on this before handing the bucket to a service that checks its policy. */
  readonly policy: pulumi.Resource;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:PrivateBucket", name, {}, opts);
    const lock = args.lockDays === undefined ? {} : { objectLockEnabled: true };
    const bucket = new aws.s3.Bucket(name, { forceDestroy: !args.durable, ...lock }, { parent: this, protect: args.durable });
    const of = { bucket: bucket.bucket };
    const block = new aws.s3.BucketPublicAccessBlock(
      name,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(name, { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } }, { parent: this });
    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      { ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      { parent: this },
    );
    const versioning = new aws.s3.BucketVersioning(
      name,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    if (args.lockDays !== undefined) {
      const defaultRetention = { mode: "GOVERNANCE", days: args.lockDays };
      new aws.s3.BucketObjectLockConfiguration(
        name,
        { ...of, rule: { defaultRetention } },
        { parent: this, dependsOn: [versioning] },
      );
    }
    new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        ...of,
        rules: [
          {
            id: "old-versions",
            status: "Enabled",
            filter: {},
            noncurrentVersionExpiration: { noncurrentDays: args.keepVersionsDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
          ...(args.expireAfterDays === undefined
            ? []
            : [{ id: "expire", status: "Enabled", filter: {}, expiration: { days: args.expireAfterDays } }]),
        ],
      },
      { parent: this, dependsOn: [versioning] },
    );
    // S3 refuses two concurrent changes of a bucket's access (409 Conflict), so the policy follows the public access block.
    this.policy = new aws.s3.BucketPolicy(
      name,
      { ...of, policy: policyDocument(bucketStatements(bucket.arn, args.statements ?? [])) },
      { parent: this, dependsOn: [block] },
    );
    if (args.accessLogs === "own") {
      const own = { targetBucket: bucket.bucket, targetPrefix: `buckets/${name}/` };
      new aws.s3.BucketLogging(name, { ...of, ...own }, { parent: this, dependsOn: [this.policy] });
    } else if (args.accessLogs) {
      const { bucket: target, prefix } = args.accessLogs;
      new aws.s3.BucketLogging(
        name,
        { ...of, targetBucket: target.bucketName, targetPrefix: prefix },
        // S3 checks at once whether the target's policy allows it to write.
        { parent: this, dependsOn: [target.policy] },
      );
    }
    this.bucketName = bucket.bucket;
    this.arn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}

function bucketStatements(bucketArn: pulumi.Output<string>, statements: readonly BucketStatement[]): PolicyStatement[] {
  return [
    {
      Sid: "OnlyOverTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...statements.map(
      ({ sid, principal, actions, keys, ofBucket, condition }): PolicyStatement => ({
        Sid: sid,
        Effect: "Allow",
        Principal: principal,
        Action: actions,
        Resource: [...(ofBucket ? [bucketArn] : []), ...keys.map((key) => pulumi.interpolate`${bucketArn}/${key}`)],
        ...(condition === undefined ? {} : { Condition: condition }),
      }),
    ),
  ];
}
