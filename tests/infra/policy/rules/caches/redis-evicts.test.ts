import { describe, expect, it } from "vitest";
import { redisEvicts } from "../../../../../infra/policy/rules/caches/redis-evicts.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { REDIS } from "../data/argument-forms.ts";

const GROUP = "aws:elasticache/parameterGroup:ParameterGroup";
const policy = (value: unknown, name = "maxmemory-policy") => ({ name, value });
const ours = checkedResource(GROUP, { name: "ours" });

describe("redis-evicts", () => {
  it.each([
    [[policy("allkeys-lru")], 0],
    [[policy("volatile-lru")], 0],
    [[], 0],
    [undefined, 0],
    [[policy(UNKNOWN)], 0],
    [[policy("noeviction")], 1],
    [[policy("allkeys-lru"), policy("noeviction")], 1],
    [[UNKNOWN, policy("noeviction", "MaxMemory-Policy")], 1],
    [[policy("")], 1],
    [[policy("volatile-ttl")], 1],
  ])("checks a parameter group with %j", (parameters, count) => {
    expect(findingsOf(redisEvicts, checkedResource(GROUP, { parameters }))).toHaveLength(count);
  });

  it.each([
    ["ours", 0],
    [undefined, 0],
    ["default.redis7", 0],
    ["default.valkey8", 0],
    [UNKNOWN, 0],
    ["of-another-program", 1],
    ["default-but-not-aws", 1],
  ])("checks the name of the parameter group, %s", (parameterGroupName, count) => {
    expect(findingsOf(redisEvicts, checkedResource(REDIS, { parameterGroupName }), ours)).toHaveLength(count);
  });
});
