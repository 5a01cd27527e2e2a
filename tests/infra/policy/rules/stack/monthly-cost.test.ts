import { describe, expect, it } from "vitest";
import { monthlyCostRule } from "../../../../../infra/policy/rules/stack/monthly-cost.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const rule = (limits?: Record<string, number>) =>
  monthlyCostRule(() => ({ regions: [], instanceFamilies: ["m6i", "t3"], requiredTags: [], monthlyCostLimits: limits }));
const stack = checkedResource("pulumi:pulumi:Stack", {}, { name: "xmpro-nonprod", custom: false });
const database = (instanceClass: string, multiAz: unknown = true) =>
  checkedResource("aws:rds/instance:Instance", {
    engine: "sqlserver-se",
    instanceClass,
    storageType: "gp3",
    allocatedStorage: 100,
    multiAz,
  });

describe("monthly-cost", () => {
  it("lets a stack pass below its limit", () => {
    expect(findingsOf(rule({ nonprod: 2000 }), stack, database("db.m6i.large"))).toEqual([]);
  });

  it("reports a stack above its limit once, with what costs most", () => {
    const found = findingsOf(rule({ nonprod: 1000 }), stack, database("db.m6i.large"));
    expect(found).toEqual([
      expect.stringContaining(
        "the stack must cost at most 1000 USD a month, got about 1483, most of it for it, db.m6i.large with sqlserver-se in two zones (1460)",
      ),
    ]);
  });

  it("has no limit for a stack that the settings do not name", () => {
    expect(findingsOf(rule({ prod: 1 }), stack, database("db.m6i.large"))).toEqual([]);
    expect(findingsOf(rule(), stack, database("db.m6i.large"))).toEqual([]);
  });

  it("does not let a size pass whose price nobody knows", () => {
    expect(findingsOf(rule({ nonprod: 2000 }), stack, database("db.m6i.32xlarge"))).toEqual([
      expect.stringContaining('no price "rds-sqlserver-se-multi-az:db.m6i.32xlarge"'),
    ]);
  });

  it("leaves families that are not allowed, and types that nobody knows, to their own rules", () => {
    const cluster = checkedResource("aws:rds/cluster:Cluster", {});
    expect(findingsOf(rule({ nonprod: 2000 }), stack, database("db.x9.large"), cluster)).toEqual([]);
  });

  it("checks what is known while the rest is not", () => {
    expect(findingsOf(rule({ nonprod: 500 }), stack, database("db.m6i.large", UNKNOWN))).toHaveLength(1);
  });

  it("speaks without a resource of the stack too", () => {
    expect(findingsOf(rule({ nonprod: 1000 }), database("db.m6i.large"))).toHaveLength(1);
  });
});
