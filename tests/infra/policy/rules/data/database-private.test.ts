import { describe, expect, it } from "vitest";
import { databasePrivate } from "../../../../../infra/policy/rules/data/database-private.ts";
import { checkedResource, findingsOf, UNKNOWN, UNKNOWN_LIST } from "../../checked-resource.ts";

const INSTANCE = "aws:rds/instance:Instance";
const database = { publiclyAccessible: false, dbSubnetGroupName: "isolated", vpcSecurityGroupIds: ["sg-1"], username: "xmpro" };

describe("database-private", () => {
  it("accepts a private database", () => {
    expect(findingsOf(databasePrivate, checkedResource(INSTANCE, database))).toEqual([]);
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
  ])("reports %s %s", (property, value) => {
    expect(findingsOf(databasePrivate, checkedResource(INSTANCE, { ...database, [property]: value }))).toEqual([
      expect.stringContaining(`${property} must be`),
    ]);
  });

  it("checks an argument even if another is unknown", () => {
    const unknown = { ...database, dbSubnetGroupName: UNKNOWN, vpcSecurityGroupIds: UNKNOWN_LIST, username: UNKNOWN };
    expect(findingsOf(databasePrivate, checkedResource(INSTANCE, unknown))).toEqual([]);
    expect(findingsOf(databasePrivate, checkedResource(INSTANCE, { ...unknown, publiclyAccessible: true }))).toHaveLength(1);
    expect(findingsOf(databasePrivate, checkedResource(INSTANCE, { ...database, vpcSecurityGroupIds: [UNKNOWN] }))).toEqual([]);
  });

  it("requires no user name for a database from a snapshot", () => {
    expect(
      findingsOf(databasePrivate, checkedResource(INSTANCE, { ...database, username: undefined, snapshotIdentifier: "last" })),
    ).toEqual([]);
  });

  it.each([
    ["aws:elasticache/replicationGroup:ReplicationGroup", { subnetGroupName: "isolated", securityGroupIds: ["sg-1"] }],
    ["aws:elasticache/serverlessCache:ServerlessCache", { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] }],
  ])("reports a cache without subnets or security groups: %s", (type, props) => {
    expect(findingsOf(databasePrivate, checkedResource(type, props))).toEqual([]);
    for (const property of Object.keys(props)) {
      expect(findingsOf(databasePrivate, checkedResource(type, { ...props, [property]: undefined }))).toEqual([
        expect.stringContaining(`${property} must be set`),
      ]);
    }
  });
});
