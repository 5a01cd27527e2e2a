import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../private-bucket.ts";

/** The four files that XMPro's packages fetch when they start; the names are XMPro's. */
export const CERTIFICATE_FILES = ["sign.pfx", "sign.password.txt", "ssl.pfx", "ssl.password.txt"] as const;

export interface CertificateStoreArgs {
  /** S3 gateway endpoint of the VPC: the only place that may read without credentials. */
  s3EndpointId: pulumi.Output<string>;
  /** Bucket that gets a line for each read of a certificate. */
  accessLogs: PrivateBucket;
  durable: boolean;
}

/**
 * The bucket that XMPro's packages fetch their certificates from by plain URL, without credentials. XMPro's guide makes it
 * public; here just the four files are readable, through the VPC's endpoint alone, which S3 does not count as public.
 */
export function certificateStore(
  name: string,
  args: CertificateStoreArgs,
  opts?: pulumi.ComponentResourceOptions,
): PrivateBucket {
  return new PrivateBucket(
    name,
    {
      durable: args.durable,
      keepVersionsDays: 90,
      accessLogs: { bucket: args.accessLogs, prefix: `buckets/${name}/` },
      statements: [
        {
          sid: "InstancesByTheEndpoint",
          principal: "*",
          actions: ["s3:GetObject"],
          keys: CERTIFICATE_FILES,
          condition: { StringEquals: { "aws:SourceVpce": args.s3EndpointId } },
        },
      ],
    },
    opts,
  );
}
