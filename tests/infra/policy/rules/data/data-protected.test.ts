import { describe, expect, it } from "vitest";
import { dataProtected } from "../../../../../infra/policy/rules/data/data-protected.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const INSTANCE = "aws:rds/instance:Instance";
const protectedInProd = { stack: "prod", opts: { protect: true } };
const database = {
  deletionProtection: true,
  multiAz: true,
  skipFinalSnapshot: false,
  finalSnapshotIdentifier: "database-final",
  deleteAutomatedBackups: false,
};

describe("data-protected", () => {
  it("accepts a protected database in prod", () => {
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, database, protectedInProd))).toEqual([]);
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
  ])("reports %s %s in prod", (property, value) => {
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, { ...database, [property]: value }, protectedInProd))).toEqual([
      expect.stringContaining(`${property} must be`),
    ]);
  });

  it("requires nothing of nonprod, or of a stack whose name only begins with prod", () => {
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, {}))).toEqual([]);
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, {}, { stack: "production" }))).toEqual([]);
  });

  it.each([
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kms/key:Key",
    "aws:s3/bucket:Bucket",
  ])("reports a %s in prod that Pulumi does not protect", (type) => {
    expect(findingsOf(dataProtected, checkedResource(type, database, { stack: "prod" }))).toEqual([
      expect.stringContaining("`protect` must be true"),
    ]);
    expect(findingsOf(dataProtected, checkedResource(type, database, protectedInProd))).toEqual([]);
  });

  it("reports a bucket in prod with forceDestroy", () => {
    expect(
      findingsOf(dataProtected, checkedResource("aws:s3/bucket:Bucket", { forceDestroy: true }, protectedInProd)),
    ).toHaveLength(1);
  });

  it("skips unknown values and checks the rest", () => {
    const unknown = { ...database, multiAz: UNKNOWN, finalSnapshotIdentifier: UNKNOWN };
    expect(findingsOf(dataProtected, checkedResource(INSTANCE, unknown, protectedInProd))).toEqual([]);
    expect(
      findingsOf(dataProtected, checkedResource(INSTANCE, { ...unknown, deletionProtection: false }, protectedInProd)),
    ).toHaveLength(1);
  });
});
