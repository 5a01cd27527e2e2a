import { redisNotClustered } from "../../../../../infra/policy/rules/caches/redis-not-clustered.ts";
import { describeArguments, REDIS, values } from "../data/argument-forms.ts";

describeArguments(redisNotClustered, {
  type: REDIS,
  right: { clusterMode: "disabled", automaticFailoverEnabled: true, parameterGroupName: "default.redis7", numCacheClusters: 2 },
  accepted: [
    { clusterMode: undefined, parameterGroupName: undefined },
    { numNodeGroups: 1 },
    { numNodeGroups: null },
    { numCacheClusters: 1, automaticFailoverEnabled: undefined },
  ],
  reported: [
    ...values("clusterMode", ["enabled", "compatible", "", "DISABLED"]),
    ...values("numNodeGroups", [2, "2", 0, "one"]),
    ...values("nodeGroupConfigurations", [[{}, {}]]),
    ...values("parameterGroupName", ["default.redis7.cluster.on", "default.valkey8.CLUSTER.ON"]),
    [{ automaticFailoverEnabled: undefined, numCacheClusters: 2 }, "automaticFailoverEnabled must be"],
    [{ automaticFailoverEnabled: "false", numCacheClusters: "2" }, "automaticFailoverEnabled must be"],
    [{ automaticFailoverEnabled: false, numCacheClusters: 1, replicasPerNodeGroup: 1 }, "automaticFailoverEnabled must be"],
  ],
});

describeArguments(redisNotClustered, {
  type: "aws:elasticache/parameterGroup:ParameterGroup",
  right: { parameters: [{ name: "maxmemory-policy", value: "allkeys-lru" }] },
  accepted: [{ parameters: [{ name: "cluster-enabled", value: "no" }] }],
  reported: [
    [{ parameters: [{ name: "cluster-enabled", value: "yes" }] }, "cluster-enabled"],
    [
      {
        parameters: [
          { name: "cluster-enabled", value: "no" },
          { name: "Cluster-Enabled", value: "Yes" },
        ],
      },
      "cluster-enabled",
    ],
  ],
});
