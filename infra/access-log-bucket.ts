import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "./private-bucket.ts";

export interface AccessLogBucketArgs {
  accountId: string;
  /** Days that log lines are kept. */
  retentionDays: number;
  durable: boolean;
}

/** The bucket for the access logs of load balancers and other buckets. Each service may write for this account only. */
export function accessLogBucket(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions): PrivateBucket {
  return new PrivateBucket(
    name,
    {
      durable: args.durable,
      // So that reads and deletions of the logs are logged too. Each delivery of a log is then logged as well; all of it expires.
      accessLogs: "own",
      expireAfterDays: args.retentionDays,
      keepVersionsDays: 7,
      statements: [
        {
          sid: "LoadBalancers",
          principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          actions: ["s3:PutObject"],
          keys: [`load-balancers/*/AWSLogs/${args.accountId}/*`],
        },
        {
          sid: "Buckets",
          principal: { Service: "logging.s3.amazonaws.com" },
          actions: ["s3:PutObject"],
          keys: ["buckets/*"],
          condition: { StringEquals: { "aws:SourceAccount": args.accountId } },
        },
      ],
    },
    opts,
  );
}
