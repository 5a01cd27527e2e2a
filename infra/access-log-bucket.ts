import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "./private-bucket.ts";

export interface AccessLogBucketArgs {
  accountId: string;
  /** Days that log lines are kept. */
  retentionDays: number;
  durable: boolean;
}

/** The bucket that load balancers and other buckets write their access logs to, each service only for this account. */
export function accessLogBucket(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions): PrivateBucket {
  return new PrivateBucket(
    name,
    {
      durable: args.durable,
      // Who reads or deletes a log is seen too. Each delivery is then logged once more, by the hour, and all of it expires.
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
