import { describe, expect, it } from "vitest";
import { noBucketWebsite } from "../../../../../infra/policy/rules/buckets/no-bucket-website.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

const findings = (type: string, props: Record<string, unknown>) => findingsOf(noBucketWebsite, checkedResource(type, props));

describe("no-bucket-website", () => {
  it("accepts a bucket that is none", () => {
    expect(findings("aws:s3/bucket:Bucket", {})).toEqual([]);
    expect(findings("aws:s3/bucketV2:BucketV2", { websites: [] })).toEqual([]);
  });

  it.each([
    ["aws:s3/bucket:Bucket", { website: { indexDocument: "index.html" } }],
    ["aws:s3/bucket:Bucket", { website: {} }],
    ["aws:s3/bucketV2:BucketV2", { websites: [{ redirectAllRequestsTo: "example.com" }] }],
    ["aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", { bucket: "a" }],
    ["aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2", { bucket: "a" }],
  ])("reports %s with %j", (type, props) => {
    expect(findings(type, props)).toHaveLength(1);
  });
});
