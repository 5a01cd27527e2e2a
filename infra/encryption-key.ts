import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "./policy-document.ts";

export interface EncryptionKeyArgs {
  /** The account that the key belongs to, 12 digits; its administrators govern the key through IAM. */
  accountId: string;
  region: string;
  /** Name shown in the console, without "alias/". Fixed, as people pick keys by it. */
  aliasName: string;
  /** True: protected from `destroy`. */
  durable: boolean;
  /** True: `destroy` keeps the key, as the snapshots that remain cannot be read without it. */
  retain: boolean;
  /** Access of further AWS services. */
  statements?: readonly PolicyStatement[];
}

/**
 * The stack's own KMS key, rotated every year. Database, cache, parameters and log groups use it, so one key policy decides
 * who can read the stack's data.
 */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:EncryptionKey", name, {}, opts);
    const key = new aws.kms.Key(
      name,
      {
        description: `Data of ${args.aliasName}`,
        enableKeyRotation: true,
        deletionWindowInDays: args.retain ? 30 : 7,
        policy: policyDocument([...keyStatements(args.accountId, args.region), ...(args.statements ?? [])]),
      },
      { parent: this, protect: args.durable, retainOnDelete: args.retain },
    );
    new aws.kms.Alias(name, { name: `alias/${args.aliasName}`, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** IAM decides for the account. AWS services that use the key on their own are listed, for this account's resources only. */
export function keyStatements(accountId: string, region: string): PolicyStatement[] {
  return [
    {
      Sid: "AccountDecidesByIam",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "LogGroups",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*` } },
    },
    {
      Sid: "AlarmsToEncryptedTopics",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
    {
      // EventBridge does not pass the account that it publishes for. SNS passes the topic.
      Sid: "EventsToEncryptedTopics",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": `arn:aws:sns:${region}:${accountId}:*` } },
    },
  ];
}
