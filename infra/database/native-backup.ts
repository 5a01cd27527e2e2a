import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../policy-document.ts";
import type { PrivateBucket } from "../private-bucket.ts";
import { trustPolicy } from "../trust-policy.ts";
import { SQL_ENGINES } from "./sql-server.ts";

export interface NativeBackupArgs {
  accountId: string;
  region: string;
  /** Name of the database instance. */
  identifier: string;
  edition: keyof typeof SQL_ENGINES;
  /** Version of SQL Server or its prefix, such as "16.00". */
  engineVersion: string;
  /** The bucket of the .bak files. */
  bucket: PrivateBucket;
  /** Key that a person may encrypt a .bak file with. */
  kmsKeyArn: pulumi.Input<string>;
}

/**
 * Lets RDS back up databases of a SQL Server to .bak files in one bucket, and restore them from there: an option group, and the role
 * that RDS uses for it (RDS User Guide, "Support for native backup and restore in SQL Server").
 */
export class NativeBackup extends pulumi.ComponentResource {
  readonly optionGroupName: pulumi.Output<string>;

  constructor(name: string, args: NativeBackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:NativeBackup", name, {}, opts);
    const { accountId, region, identifier } = args;
    const arn = (resource: string) => `arn:aws:rds:${region}:${accountId}:${resource}`;
    const role = new aws.iam.Role(
      name,
      {
        assumeRolePolicy: trustPolicy({
          sid: "NativeBackupOfThisDatabase",
          service: "rds.amazonaws.com",
          accountId,
          // Pulumi adds random digits to the name of the option group, and the group needs the role first.
          sourceArn: [arn(`db:${identifier}`), arn(`og:${name}-*`)],
        }),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(name, { role: role.name, policy: rights(args) }, { parent: this });
    const group = new aws.rds.OptionGroup(
      name,
      {
        engineName: SQL_ENGINES[args.edition],
        majorEngineVersion: args.engineVersion.split(".").slice(0, 2).join("."),
        optionGroupDescription: "Native backup and restore of SQL Server",
        options: [{ optionName: "SQLSERVER_BACKUP_RESTORE", optionSettings: [{ name: "IAM_ROLE_ARN", value: role.arn }] }],
        // AWS refuses to delete an option group while a snapshot names it, automatic ones included.
        skipDestroy: true,
      },
      // RDS checks the role at once.
      { parent: this, dependsOn: [policy] },
    );
    this.optionGroupName = group.name;
    this.registerOutputs({ optionGroupName: this.optionGroupName });
  }
}

function rights({ bucket, kmsKeyArn }: NativeBackupArgs): pulumi.Output<string> {
  return policyDocument([
    { Sid: "FindTheBucket", Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: bucket.arn },
    {
      Sid: "ReadAndWriteBackups",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:GetObjectAttributes",
        "s3:PutObject",
        "s3:ListMultipartUploadParts",
        "s3:AbortMultipartUpload",
      ],
      Resource: pulumi.interpolate`${bucket.arn}/*`,
    },
    {
      Sid: "EncryptBackups",
      Effect: "Allow",
      Action: ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Encrypt", "kms:Decrypt"],
      Resource: kmsKeyArn,
    },
  ]);
}
