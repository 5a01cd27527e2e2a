import { describe, expect, it } from "vitest";
import { bucketAccessBlocked } from "../../../../../infra/policy/rules/buckets/bucket-access-blocked.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { BUCKET } from "./bucket-policy.ts";

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ACCOUNT = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const POINT = "aws:s3/accessPoint:AccessPoint";
const blocked = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const findings = (type: string, props: Record<string, unknown>) => findingsOf(bucketAccessBlocked, checkedResource(type, props));

describe("bucket-access-blocked", () => {
  it.each(Object.keys(blocked))("reports a public access block without %s", (property) => {
    for (const type of [BLOCK, ACCOUNT]) {
      for (const value of [undefined, false, "false", 0]) {
        expect(findings(type, { ...blocked, [property]: value })).toEqual([expect.stringContaining(`${property} must be true`)]);
      }
      expect(findings(type, { ...blocked, [property]: UNKNOWN })).toEqual([]);
    }
    expect(findings(POINT, { publicAccessBlockConfiguration: { [property]: false } })).toHaveLength(1);
  });

  it("accepts an access point that leaves it to AWS, which blocks", () => {
    expect(findings(POINT, {})).toEqual([]);
    expect(findings(POINT, { publicAccessBlockConfiguration: blocked })).toEqual([]);
  });

  it("reports a bucket without its own public access block", () => {
    const bucket = checkedResource(BUCKET, {});
    const block = checkedResource(BLOCK, blocked, { dependencies: [bucket.urn] });
    expect(findingsOf(bucketAccessBlocked, bucket, block)).toEqual([]);
    expect(findingsOf(bucketAccessBlocked, bucket)).toEqual([expect.stringContaining("BucketPublicAccessBlock")]);
    expect(findingsOf(bucketAccessBlocked, bucket, { ...block, dependencies: [] })).toHaveLength(1);
  });
});
