import { describe, expect, it } from "vitest";
import { databasePrivate } from "../../../../infra/policy/rules/database-private.ts";
import { judged, said, UNKNOWN, UNKNOWN_LIST } from "../judged.ts";

const INSTANCE = "aws:rds/instance:Instance";
const database = { publiclyAccessible: false, dbSubnetGroupName: "isolated", vpcSecurityGroupIds: ["sg-1"], username: "xmpro" };

describe("database-private", () => {
  it("lets a private database pass", () => {
    expect(said(databasePrivate, judged(INSTANCE, database))).toEqual([]);
  });

  it.each([
    ["publiclyAccessible", true],
    ["publiclyAccessible", undefined],
    ["publiclyAccessible", 0],
    ["dbSubnetGroupName", undefined],
    ["dbSubnetGroupName", ""],
    ["dbSubnetGroupName", "default"],
    ["vpcSecurityGroupIds", undefined],
    ["vpcSecurityGroupIds", []],
    ["username", undefined],
    ["username", "Admin"],
    ["username", "sa"],
  ])("stops %s %s", (property, value) => {
    expect(said(databasePrivate, judged(INSTANCE, { ...database, [property]: value }))).toEqual([
      expect.stringContaining(`${property} must be`),
    ]);
  });

  it("judges one argument though another is not known yet", () => {
    const unknown = { ...database, dbSubnetGroupName: UNKNOWN, vpcSecurityGroupIds: UNKNOWN_LIST, username: UNKNOWN };
    expect(said(databasePrivate, judged(INSTANCE, unknown))).toEqual([]);
    expect(said(databasePrivate, judged(INSTANCE, { ...unknown, publiclyAccessible: true }))).toHaveLength(1);
    expect(said(databasePrivate, judged(INSTANCE, { ...database, vpcSecurityGroupIds: [UNKNOWN] }))).toEqual([]);
  });

  it("asks a copy of a database for no name", () => {
    expect(said(databasePrivate, judged(INSTANCE, { ...database, username: undefined, snapshotIdentifier: "last" }))).toEqual([]);
  });

  it.each([
    ["aws:elasticache/replicationGroup:ReplicationGroup", { subnetGroupName: "isolated", securityGroupIds: ["sg-1"] }],
    ["aws:elasticache/serverlessCache:ServerlessCache", { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] }],
  ])("stops a cache that AWS places by default: %s", (type, props) => {
    expect(said(databasePrivate, judged(type, props))).toEqual([]);
    for (const property of Object.keys(props)) {
      expect(said(databasePrivate, judged(type, { ...props, [property]: undefined }))).toEqual([
        expect.stringContaining(`${property} must be given`),
      ]);
    }
  });
});
