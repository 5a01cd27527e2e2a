import { type Findings, onResource, type Rule } from "../../rule.ts";

const WEBSITES = [
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
  "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
] as const;

function leftOut(property: string, value: unknown): Findings {
  const isLeftOut = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return isLeftOut ? undefined : `${property} must be left out, got one`;
}

export const noBucketWebsite: Rule = {
  name: "no-bucket-website",
  description: "No bucket is a website, which S3 serves over plain HTTP to readers without credentials.",
  remedy: "Serve files by a load balancer or CloudFront, which speak TLS.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html",
  checks: [
    onResource("aws:s3/bucket:Bucket", ({ website }) => leftOut("website", website)),
    onResource("aws:s3/bucketV2:BucketV2", ({ websites }) => leftOut("websites", websites)),
    onResource(WEBSITES, () => "the bucket must have no website, got one"),
  ],
};
