import { describe, expect, it } from "vitest";
import { dataInTransit } from "../../../../../infra/policy/rules/data/data-in-transit.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const REDIS = "aws:elasticache/replicationGroup:ReplicationGroup";

describe("data-in-transit, for the database,", () => {
  it.each([
    ["forces TLS", [{ name: "rds.force_ssl", value: "1" }], 0],
    ["leaves TLS to the client", [{ name: "rds.force_ssl", value: "0" }], 1],
    ["forces nothing", [], 1],
    ["has no parameters", undefined, 1],
    ["has an unknown parameter before the right one", [UNKNOWN, { name: "rds.force_ssl", value: "1" }], 0],
    ["is not known yet", UNKNOWN, 0],
  ])("checks a parameter group that %s", (_, parameters, count) => {
    expect(findingsOf(dataInTransit, checkedResource("aws:rds/parameterGroup:ParameterGroup", { parameters }))).toHaveLength(
      count,
    );
  });

  it.each([
    ["database-tls", 0],
    [UNKNOWN, 0],
    [undefined, 1],
    ["", 1],
    ["default.sqlserver-se-16.0", 1],
  ])("checks the name of the parameter group, %s", (parameterGroupName, count) => {
    expect(findingsOf(dataInTransit, checkedResource("aws:rds/instance:Instance", { parameterGroupName }))).toHaveLength(count);
  });
});

describe("data-in-transit, for the cache,", () => {
  const redis = { transitEncryptionEnabled: true, transitEncryptionMode: "required", authToken: "token-sentinel" };

  it.each([
    [{}, []],
    [{ transitEncryptionEnabled: undefined }, ["transitEncryptionEnabled must be true"]],
    [{ transitEncryptionEnabled: 0 }, ["transitEncryptionEnabled must be true"]],
    [{ transitEncryptionMode: "preferred" }, ["transitEncryptionMode must be"]],
    [{ transitEncryptionMode: undefined }, ["transitEncryptionMode must be"]],
    [{ authToken: undefined }, ["authToken must be a secret"]],
    [{ authToken: undefined, userGroupIds: ["xmpro"] }, []],
    [{ authToken: UNKNOWN }, []],
    [{ authToken: UNKNOWN, transitEncryptionEnabled: false }, ["transitEncryptionEnabled must be true"]],
  ])("checks the arguments %j and reports %j", (change, expected) => {
    expect(findingsOf(dataInTransit, checkedResource(REDIS, { ...redis, ...change }))).toEqual(
      expected.map((text) => expect.stringContaining(text)),
    );
  });

  it("never quotes the token", () => {
    expect(findingsOf(dataInTransit, checkedResource(REDIS, { authToken: "token-sentinel" })).join()).not.toContain(
      "token-sentinel",
    );
  });
});
