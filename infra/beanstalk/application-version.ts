import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PrivateBucket } from "../private-bucket.ts";
import type { Application } from "./application.ts";

export interface ApplicationVersionArgs {
  application: Application;
  /** 1 to 100 characters without a slash. It must change with the content: Elastic Beanstalk takes each label once. */
  label: string;
  description: string;
  source: /** Absolute path of a zip, and the object that it is uploaded to. */
    | { readonly kind: "file"; readonly path: string; readonly bucket: PrivateBucket; readonly key: string }
    /** A zip that is in S3 already, in the application's region. */
    | { readonly kind: "object"; readonly bucket: string; readonly key: string };
}

/**
 * A version of the application, from which environments are deployed. When its label changes, the previous version and its zip stay in the
 * account and leave Pulumi's state: an environment can go back to them. They end with the application and the bucket.
 */
export class ApplicationVersion extends pulumi.ComponentResource {
  readonly label: pulumi.Output<string>;

  constructor(name: string, args: ApplicationVersionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:beanstalk:ApplicationVersion", name, {}, opts);
    const { label, description, application } = args;
    const kept = { parent: this, retainOnDelete: true };
    this.label = new aws.elasticbeanstalk.ApplicationVersion(
      name,
      { name: label, description, application: application.applicationName, ...uploaded(name, args.source, kept) },
      kept,
    ).name;
    this.registerOutputs({ label: this.label });
  }
}

function uploaded(name: string, source: ApplicationVersionArgs["source"], opts: pulumi.CustomResourceOptions) {
  if (source.kind === "object") return { bucket: source.bucket, key: source.key };
  const { bucket, key } = new aws.s3.BucketObjectv2(
    name,
    {
      bucket: source.bucket.bucketName,
      key: source.key,
      source: new pulumi.asset.FileAsset(source.path),
      contentType: "application/zip",
    },
    opts,
  );
  return { bucket, key };
}
