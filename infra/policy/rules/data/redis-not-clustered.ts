import { redisGroup, redisParameterGroup } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const redisNotClustered: Rule = {
  name: "redis-not-clustered",
  description:
    "XMPro's Redis has cluster mode disabled, as XMPro's SignalR cannot use Redis Cluster. With several nodes it fails over automatically.",
  remedy: "Add replicas with numCacheClusters and set automaticFailoverEnabled to true. Do not add shards.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.3"],
  checks: [
    onResource(redisGroup, ({ clusterMode }) =>
      clusterMode === undefined || clusterMode === "disabled"
        ? undefined
        : `clusterMode must be "disabled", got ${quote(clusterMode)}`,
    ),
    onResource(redisGroup, ({ numNodeGroups }) =>
      numNodeGroups === undefined || numNodeGroups === 1
        ? undefined
        : `numNodeGroups must be left out, got ${quote(numNodeGroups)}`,
    ),
    onResource(redisGroup, ({ parameterGroupName }) =>
      String(parameterGroupName ?? "").endsWith(".cluster.on")
        ? `parameterGroupName must be a group without cluster mode such as "default.redis7", got ${quote(parameterGroupName)}`
        : undefined,
    ),
    onResource(redisGroup, ({ numCacheClusters, automaticFailoverEnabled }) =>
      typeof numCacheClusters === "number" && numCacheClusters > 1 && automaticFailoverEnabled !== true
        ? `automaticFailoverEnabled must be true with ${numCacheClusters} nodes, got ${quote(automaticFailoverEnabled)}`
        : undefined,
    ),
    onResource(redisParameterGroup, ({ parameters }) =>
      findEach(parameters, ({ name, value }) =>
        name === "cluster-enabled" && value !== "no"
          ? `parameters must not turn cluster-enabled on, got ${quote(value)}`
          : undefined,
      ),
    ),
  ],
};
