import { leftOut } from "../../checks/property-checks.ts";
import { onResource, type Rule } from "../../rule.ts";

const WEBSITES = [
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
  "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
] as const;

export const noBucketWebsite: Rule = {
  name: "no-bucket-website",
  description: "No bucket is a website, which S3 serves over plain HTTP to readers without credentials.",
  remedy: "Serve files through a load balancer or CloudFront, which use TLS.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html",
  checks: [
    leftOut("aws:s3/bucket:Bucket", "website"),
    leftOut("aws:s3/bucketV2:BucketV2", "websites"),
    onResource(WEBSITES, () => "the bucket must have no website, got one"),
  ],
};
