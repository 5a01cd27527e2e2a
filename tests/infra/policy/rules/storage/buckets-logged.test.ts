import { describe, expect, it } from "vitest";
import { bucketsLogged } from "../../../../../infra/policy/rules/storage/buckets-logged.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"];
const bucket = (props: Record<string, unknown> = {}) =>
  checkedResource("aws:s3/bucket:Bucket", { bucket: "certificates", ...props });
const right = { targetBucket: "access-logs" };

describe("buckets-logged", () => {
  it("finds the BucketLogging of a bucket by name and by reference, and that of no other bucket", () => {
    for (const type of TYPES) {
      const own = bucket();
      const byReference = checkedResource(type, { ...right, bucket: UNKNOWN }, { propertyDependencies: { bucket: [own.urn] } });
      expect(findingsOf(bucketsLogged, own, checkedResource(type, { ...right, bucket: "certificates" }))).toEqual([]);
      expect(findingsOf(bucketsLogged, own, byReference)).toEqual([]);
      expect(findingsOf(bucketsLogged, own, checkedResource(type, { ...right, bucket: "others" }))).toHaveLength(1);
    }
    expect(findingsOf(bucketsLogged, bucket())).toEqual([expect.stringContaining("the bucket must have a BucketLogging")]);
  });

  it.each([
    [{ targetBucket: "access-logs" }, 0],
    [{ targetBucket: UNKNOWN }, 0],
    [{ targetBucket: "" }, 1],
    [{}, 1],
  ])("checks %j", (props, count) => {
    for (const type of TYPES) {
      expect(findingsOf(bucketsLogged, checkedResource(type, props))).toHaveLength(count);
    }
  });
});
