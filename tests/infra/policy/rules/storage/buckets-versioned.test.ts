import { describe, expect, it } from "vitest";
import { bucketsVersioned } from "../../../../../infra/policy/rules/storage/buckets-versioned.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"];
const bucket = (props: Record<string, unknown> = {}) =>
  checkedResource("aws:s3/bucket:Bucket", { bucket: "certificates", ...props });
const right = { versioningConfiguration: { status: "Enabled" } };

describe("buckets-versioned", () => {
  it("finds the BucketVersioning of a bucket by name and by reference, and that of no other bucket", () => {
    for (const type of TYPES) {
      const own = bucket();
      const byReference = checkedResource(type, { ...right, bucket: UNKNOWN }, { propertyDependencies: { bucket: [own.urn] } });
      expect(findingsOf(bucketsVersioned, own, checkedResource(type, { ...right, bucket: "certificates" }))).toEqual([]);
      expect(findingsOf(bucketsVersioned, own, byReference)).toEqual([]);
      expect(findingsOf(bucketsVersioned, own, checkedResource(type, { ...right, bucket: "others" }))).toHaveLength(1);
    }
    expect(findingsOf(bucketsVersioned, bucket())).toEqual([expect.stringContaining("the bucket must have a BucketVersioning")]);
  });

  it.each([
    [{ versioningConfiguration: { status: "Enabled" } }, 0],
    [{ versioningConfiguration: UNKNOWN }, 0],
    [{ versioningConfiguration: { status: "Suspended" } }, 1],
    [{ versioningConfiguration: { status: "Disabled" } }, 1],
    [{ versioningConfiguration: {} }, 1],
    [{}, 1],
  ])("checks %j", (props, count) => {
    for (const type of TYPES) {
      expect(findingsOf(bucketsVersioned, checkedResource(type, props))).toHaveLength(count);
    }
  });

  it("accepts the older argument of the bucket itself", () => {
    expect(findingsOf(bucketsVersioned, bucket({ versioning: { enabled: true } }))).toEqual([]);
    expect(findingsOf(bucketsVersioned, bucket({ versioning: { enabled: false } }))).toHaveLength(1);
  });
});
