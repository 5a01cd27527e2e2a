import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import type { AwsAccess } from "../../operate/deployed-stack/aws-access.ts";

/** Clients of one account and region. */
export interface Clients {
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
}

export function clientsOf(access: AwsAccess): Clients {
  return {
    iam: new IAMClient(access),
    kms: new KMSClient(access),
    // The bucket in the path: its name has no dot, and an emulator needs no host name of its own.
    s3: new S3Client({ ...access, forcePathStyle: true }),
  };
}
