import { describe, expect, it } from "vitest";
import { passwordsLong } from "../../../../../infra/policy/rules/secrets/passwords-long.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const found = (type: string, props: Record<string, unknown>) => findingsOf(passwordsLong, checkedResource(type, props));

describe("passwords-long", () => {
  it.each([
    ["aws:rds/instance:Instance", "password"],
    ["aws:rds/instance:Instance", "passwordWo"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "authToken"],
    ["aws:elasticache/user:User", "passwords"],
  ])("reports a short password of %s in %s, without quoting it", (type, property) => {
    for (const right of ["x".repeat(16), UNKNOWN, undefined]) expect(found(type, { [property]: right })).toEqual([]);
    const findings = found(type, { [property]: "sentinel-7" });
    expect(findings).toEqual([expect.stringContaining(`${property} must have at least 16 characters, got 10`)]);
    expect(findings.join()).not.toContain("sentinel");
  });

  it("reports one short password beside a long one", () => {
    expect(found("aws:elasticache/user:User", { passwords: [UNKNOWN, "x".repeat(20), "short"] })).toHaveLength(1);
  });

  it.each([
    [32, 0],
    ["32", 0],
    [UNKNOWN, 0],
    [8, 1],
    ["8", 1],
    [undefined, 1],
  ])("checks a generated password of %s characters", (length, count) => {
    expect(found("random:index/randomPassword:RandomPassword", { length })).toHaveLength(count);
  });
});
