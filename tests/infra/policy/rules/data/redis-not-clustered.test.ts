import { describe, expect, it } from "vitest";
import { redisNotClustered } from "../../../../../infra/policy/rules/data/redis-not-clustered.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const REDIS = "aws:elasticache/replicationGroup:ReplicationGroup";
const one = {
  clusterMode: "disabled",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  parameterGroupName: "default.redis7",
};

describe("redis-not-clustered", () => {
  it.each([
    {},
    { clusterMode: undefined, parameterGroupName: undefined },
    { numNodeGroups: 1 },
    { numCacheClusters: 1, automaticFailoverEnabled: undefined },
    { clusterMode: UNKNOWN, numNodeGroups: UNKNOWN, parameterGroupName: UNKNOWN, numCacheClusters: UNKNOWN },
  ])("accepts one node group with %j", (change) => {
    expect(findingsOf(redisNotClustered, checkedResource(REDIS, { ...one, ...change }))).toEqual([]);
  });

  it.each([
    [{ clusterMode: "enabled" }, "clusterMode must be"],
    [{ clusterMode: "compatible" }, "clusterMode must be"],
    [{ numNodeGroups: 2 }, "numNodeGroups must be"],
    [{ numNodeGroups: 0 }, "numNodeGroups must be"],
    [{ parameterGroupName: "default.redis7.cluster.on" }, "parameterGroupName must be"],
    [{ automaticFailoverEnabled: undefined }, "automaticFailoverEnabled must be"],
    [{ automaticFailoverEnabled: 0 }, "automaticFailoverEnabled must be"],
    [{ clusterMode: UNKNOWN, numNodeGroups: 3 }, "numNodeGroups must be"],
  ])("reports %j", (change, text) => {
    expect(findingsOf(redisNotClustered, checkedResource(REDIS, { ...one, ...change }))).toEqual([expect.stringContaining(text)]);
  });

  it("reports a parameter group that turns cluster mode on", () => {
    const findings = (value: string) =>
      findingsOf(
        redisNotClustered,
        checkedResource("aws:elasticache/parameterGroup:ParameterGroup", {
          parameters: [UNKNOWN, { name: "cluster-enabled", value }],
        }),
      );
    expect(findings("yes")).toHaveLength(1);
    expect(findings("no")).toEqual([]);
  });
});
