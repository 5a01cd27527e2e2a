import { describe, expect, it } from "vitest";
import { trailBucketLogged } from "../../../../../infra/policy/rules/account/trail-bucket-logged.ts";
import { bucketsLogged } from "../../../../../infra/policy/rules/storage/buckets-logged.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const bucket = checkedResource("aws:s3/bucket:Bucket", { bucket: "records" });
const trail = checkedResource("aws:cloudtrail/trail:Trail", { s3BucketName: "records" });
const logging = checkedResource("aws:s3/bucketLogging:BucketLogging", { bucket: "records", targetBucket: "access-logs" });

describe("trail-bucket-logged", () => {
  it("accepts a trail whose bucket logs, and reports any other once, instead of buckets-logged", () => {
    expect(findingsOf(trailBucketLogged, trail, bucket, logging)).toEqual([]);
    expect(findingsOf(trailBucketLogged, trail, bucket)).toEqual([expect.stringContaining("must have a BucketLogging")]);
    expect(findingsOf(bucketsLogged, trail, bucket)).toEqual([]);
    expect(findingsOf(bucketsLogged, bucket)).toHaveLength(1);
  });

  it("reports it before AWS has named the bucket as well", () => {
    const props = { s3BucketName: UNKNOWN };
    const named = checkedResource("aws:cloudtrail/trail:Trail", props, { propertyDependencies: { s3BucketName: [bucket.urn] } });
    expect(findingsOf(trailBucketLogged, named, { ...bucket, props: {} })).toHaveLength(1);
  });

  it("leaves the bucket of somebody else to data-stays-here", () => {
    expect(findingsOf(trailBucketLogged, trail)).toEqual([]);
  });
});
