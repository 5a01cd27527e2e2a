import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../private-bucket.ts";

/** The four files that XMPro's packages fetch when they start. XMPro chose the names. */
export const CERTIFICATE_FILES = ["sign.pfx", "sign.password.txt", "ssl.pfx", "ssl.password.txt"] as const;

export interface CertificateStoreArgs {
  /** S3 gateway endpoint of the VPC. Only requests through it may read without credentials. */
  s3EndpointId: pulumi.Output<string>;
  /** Bucket of the access logs, with a line for each read of a certificate. */
  accessLogs: PrivateBucket;
  durable: boolean;
}

/**
 * The bucket from which XMPro's packages fetch their certificates, by plain URL and without credentials. In XMPro's guide it is
 * public. Here only the four files are readable, and only through the VPC's endpoint, which S3 does not count as public.
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
