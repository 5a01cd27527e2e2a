import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../encryption-key.ts";

export interface ReplicatedBackupsArgs {
  accountId: string;
  /** The second region. */
  region: string;
  /** ARN of the database instance. */
  databaseArn: pulumi.Input<string>;
  /** Days, 1 to 35. */
  retentionPeriod: number;
  /** Name of the key in the second region, without "alias/". */
  aliasName: string;
  /** True: the key is protected from `destroy`. */
  durable: boolean;
  /** True: `destroy` keeps the key, as the backups that remain cannot be read without it. */
  retain: boolean;
}

/**
 * Copies of a database's automatic backups in a second region, under a key of that region. AWS stops to copy when this is deleted, and
 * keeps the copies until their retention ends.
 */
export class ReplicatedBackups extends pulumi.ComponentResource {
  readonly kmsKeyArn: pulumi.Output<string>;

  /** @param provider of the second region */
  constructor(name: string, args: ReplicatedBackupsArgs, provider: aws.Provider) {
    super("xmpro-aws:infra:ReplicatedBackups", name, {}, { providers: { aws: provider } });
    const { accountId, region, aliasName, durable, retain } = args;
    const key = new EncryptionKey(name, { accountId, region, aliasName, durable, retain }, { parent: this });
    new aws.rds.InstanceAutomatedBackupsReplication(
      name,
      { sourceDbInstanceArn: args.databaseArn, kmsKeyId: key.arn, retentionPeriod: args.retentionPeriod },
      // A database is copied to a region only once.
      { parent: this, deleteBeforeReplace: true },
    );
    this.kmsKeyArn = key.arn;
    this.registerOutputs({ kmsKeyArn: this.kmsKeyArn });
  }
}
