import { describe, expect, it } from "vitest";
import { dataProtected } from "../../../../infra/policy/rules/data-protected.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../checked-resource.ts";

const INSTANCE = "aws:rds/instance:Instance";
const held = { stack: "prod", opts: { protect: true } };
const database = {
  deletionProtection: true,
  multiAz: true,
  skipFinalSnapshot: false,
  finalSnapshotIdentifier: "database-final",
  deleteAutomatedBackups: false,
};

describe("data-protected", () => {
  it("lets a held database in prod pass", () => {
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, database, held))).toEqual([]);
  });

  it.each([
    ["deletionProtection", undefined],
    ["deletionProtection", false],
    ["multiAz", undefined],
    ["multiAz", 0],
    ["skipFinalSnapshot", true],
    ["finalSnapshotIdentifier", undefined],
    ["finalSnapshotIdentifier", ""],
    ["deleteAutomatedBackups", undefined],
    ["deleteAutomatedBackups", true],
  ])("stops %s %s in prod", (property, value) => {
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, { ...database, [property]: value }, held))).toEqual([
      expect.stringContaining(`${property} must be`),
    ]);
  });

  it("asks nothing of nonprod, nor of a stack whose name begins like prod", () => {
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, {}))).toEqual([]);
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, {}, { stack: "production" }))).toEqual([]);
  });

  it.each([
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
    "aws:s3/bucket:Bucket",
  ])("stops %s in prod that Pulumi would delete", (type) => {
    expect(findingsOf(dataProtected, checkedResource(type, database, { stack: "prod" }))).toEqual([
      expect.stringContaining("`protect` must be true"),
    ]);
    expect(findingsOf(dataProtected, checkedResource(type, database, held))).toEqual([]);
  });

  it("stops a bucket in prod that is emptied before it is deleted", () => {
    expect(findingsOf(dataProtected, checkedResource("aws:s3/bucket:Bucket", { forceDestroy: true }, held))).toHaveLength(1);
  });

  it("does not check what is not known yet, and checks the rest", () => {
    const unknown = { ...database, multiAz: UNKNOWN, finalSnapshotIdentifier: UNKNOWN };
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, unknown, held))).toEqual([]);
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, { ...unknown, deletionProtection: false }, held))).toHaveLength(1);
  });
});
