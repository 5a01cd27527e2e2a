import { describe, expect, it } from "vitest";
import { bucketsLifecycle } from "../../../../../infra/policy/rules/storage/buckets-lifecycle.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = [
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
];
const bucket = (props: Record<string, unknown> = {}) =>
  checkedResource("aws:s3/bucket:Bucket", { bucket: "certificates", ...props });
const right = { rules: [{ status: "Enabled" }] };

describe("buckets-lifecycle", () => {
  it("finds the BucketLifecycleConfiguration of a bucket by name and by reference, and that of no other bucket", () => {
    for (const type of TYPES) {
      const own = bucket();
      const byReference = checkedResource(type, { ...right, bucket: UNKNOWN }, { propertyDependencies: { bucket: [own.urn] } });
      expect(findingsOf(bucketsLifecycle, own, checkedResource(type, { ...right, bucket: "certificates" }))).toEqual([]);
      expect(findingsOf(bucketsLifecycle, own, byReference)).toEqual([]);
      expect(findingsOf(bucketsLifecycle, own, checkedResource(type, { ...right, bucket: "others" }))).toHaveLength(1);
    }
    expect(findingsOf(bucketsLifecycle, bucket())).toEqual([
      expect.stringContaining("the bucket must have a BucketLifecycleConfiguration"),
    ]);
  });

  it.each([
    [{ rules: [{ status: "Enabled" }] }, 0],
    [{ rules: [{ status: "Disabled" }, { status: "Enabled" }] }, 0],
    [{ rules: UNKNOWN }, 0],
    [{ rules: [UNKNOWN] }, 0],
    [{ rules: [{ status: "Disabled" }] }, 1],
    [{ rules: [] }, 1],
    [{}, 1],
  ])("checks %j", (props, count) => {
    for (const type of TYPES) {
      expect(findingsOf(bucketsLifecycle, checkedResource(type, props))).toHaveLength(count);
    }
  });

  it("accepts the older argument of the bucket itself", () => {
    expect(findingsOf(bucketsLifecycle, bucket({ lifecycleRules: [{ enabled: true }] }))).toEqual([]);
    expect(findingsOf(bucketsLifecycle, bucket({ lifecycleRules: [] }))).toHaveLength(1);
  });
});

it.each([
  ["prod", 365, 0],
  ["prod", UNKNOWN, 0],
  ["prod", 1, 1],
  ["prod", "30", 1],
  ["nonprod", 1, 0],
])("buckets-lifecycle checks when objects of %s expire: after %s days", (stack, days, count) => {
  const rules = [{ status: "Enabled", expiration: { days } }];
  for (const type of TYPES) expect(findingsOf(bucketsLifecycle, checkedResource(type, { rules }, { stack }))).toHaveLength(count);
});
