import { describe, expect, it } from "vitest";
import { bucketsEncrypted } from "../../../../../infra/policy/rules/storage/buckets-encrypted.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
];
const bucket = (props: Record<string, unknown> = {}) =>
  checkedResource("aws:s3/bucket:Bucket", { bucket: "certificates", ...props });
const right = { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] };

describe("buckets-encrypted", () => {
  it("finds the BucketServerSideEncryptionConfiguration of a bucket by name and by reference, and that of no other bucket", () => {
    for (const type of TYPES) {
      const own = bucket();
      const byReference = checkedResource(type, { ...right, bucket: UNKNOWN }, { propertyDependencies: { bucket: [own.urn] } });
      expect(findingsOf(bucketsEncrypted, own, checkedResource(type, { ...right, bucket: "certificates" }))).toEqual([]);
      expect(findingsOf(bucketsEncrypted, own, byReference)).toEqual([]);
      expect(findingsOf(bucketsEncrypted, own, checkedResource(type, { ...right, bucket: "others" }))).toHaveLength(1);
    }
    expect(findingsOf(bucketsEncrypted, bucket())).toEqual([
      expect.stringContaining("the bucket must have a BucketServerSideEncryptionConfiguration"),
    ]);
  });

  it.each([
    [{ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] }, 0],
    [{ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] }, 0],
    [{ rules: UNKNOWN }, 0],
    [{ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "none" } }] }, 1],
    [{ rules: [{}] }, 1],
  ])("checks %j", (props, count) => {
    for (const type of TYPES) {
      expect(findingsOf(bucketsEncrypted, checkedResource(type, props))).toHaveLength(count);
    }
  });
});
