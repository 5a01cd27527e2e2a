import { describe, expect, it } from "vitest";
import { dataBackedUp } from "../../../../../infra/policy/rules/data/data-backed-up.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const INSTANCE = "aws:rds/instance:Instance";
const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";

describe("data-backed-up", () => {
  it.each([undefined, null, 0, 6, "7"])("reports a database that keeps backups for %s days", (backupRetentionPeriod) => {
    expect(findingsOf(dataBackedUp, checkedResource(INSTANCE, { backupRetentionPeriod, copyTagsToSnapshot: true }))).toEqual([
      expect.stringContaining("backupRetentionPeriod must be at least 7 days"),
    ]);
  });

  it.each([7, 35, UNKNOWN])("accepts a database that keeps backups for %s days", (backupRetentionPeriod) => {
    expect(findingsOf(dataBackedUp, checkedResource(INSTANCE, { backupRetentionPeriod, copyTagsToSnapshot: true }))).toEqual([]);
  });

  it("reports missing tags even if the retention is unknown", () => {
    expect(findingsOf(dataBackedUp, checkedResource(INSTANCE, { backupRetentionPeriod: UNKNOWN }))).toEqual([
      expect.stringContaining("copyTagsToSnapshot must be true"),
    ]);
  });

  describe.each(["aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/serverlessCache:ServerlessCache"])(
    "for %s",
    (type) => {
      it.each([
        [undefined, 1],
        [0, 1],
        [1, 0],
        [UNKNOWN, 0],
      ])("checks snapshots kept for %s days", (snapshotRetentionLimit, count) => {
        expect(findingsOf(dataBackedUp, checkedResource(type, { snapshotRetentionLimit }))).toHaveLength(count);
      });
    },
  );

  it.each([
    ["Enabled", 0],
    ["Suspended", 1],
    [undefined, 1],
    [UNKNOWN, 0],
  ])("checks versioning that is %s", (status, count) => {
    expect(findingsOf(dataBackedUp, checkedResource(VERSIONING, { versioningConfiguration: { status } }))).toHaveLength(count);
  });

  it("reports versioning without a configuration", () => {
    expect(findingsOf(dataBackedUp, checkedResource(VERSIONING, {}))).toHaveLength(1);
  });

  describe("for a bucket", () => {
    const bucket = checkedResource(BUCKET, { bucket: "xmpro-certificates" });
    const on = { versioningConfiguration: { status: "Enabled" } };

    it("reports missing versioning", () => {
      expect(findingsOf(dataBackedUp, bucket)).toEqual([expect.stringContaining("must have a BucketVersioning")]);
    });

    it("ignores the versioning of another bucket", () => {
      const other = checkedResource(BUCKET, { bucket: "other" }, { name: "other" });
      const versioning = checkedResource(VERSIONING, { ...on, bucket: UNKNOWN }, { dependencies: [other.urn] });
      expect(findingsOf(dataBackedUp, bucket, other, versioning)).toHaveLength(1);
    });

    it.each([
      ["its name", checkedResource(VERSIONING, { ...on, bucket: "xmpro-certificates" })],
      ["a reference", checkedResource(VERSIONING, { ...on, bucket: UNKNOWN }, { dependencies: [bucket.urn] })],
      [
        "a reference of the argument",
        checkedResource(VERSIONING, { ...on, bucket: UNKNOWN }, { propertyDependencies: { bucket: [bucket.urn] } }),
      ],
    ])("accepts versioning that refers to the bucket by %s", (_, versioning) => {
      expect(findingsOf(dataBackedUp, bucket, versioning)).toEqual([]);
    });
  });
});
