import type * as pulumi from "@pulumi/pulumi";
import type { PrivateBucket } from "../private-bucket.ts";

/** What records of the account need: those of calls, and those of configurations. */
export interface RecordArgs {
  accountId: string;
  region: string;
  /** Prefix of the names that people and policies refer to. */
  prefix: string;
  /** Key of the stack's log groups. */
  kmsKeyArn: pulumi.Input<string>;
  accessLogs: PrivateBucket;
  /** Days that records are kept. */
  retentionDays: number;
  /** True: what records are in is protected from `destroy`. */
  durable: boolean;
}
