import type * as aws from "@pulumi/aws";
import { onResource, quote, type Rule } from "../rule.ts";
import { findEach } from "../unknown-values.ts";

const REDIS = "aws:elasticache/replicationGroup:ReplicationGroup";

export const redisNotClustered: Rule = {
  name: "redis-not-clustered",
  description:
    "XMPro's Redis is one group of nodes that fails over by itself, never Redis Cluster, which XMPro's SignalR cannot use (ElastiCache.3).",
  remedy: "Add replicas with numCacheClusters and turn automaticFailoverEnabled on; never shards.",
  severity: "high",
  controls: ["ElastiCache.3"],
  checks: [
    onResource<aws.elasticache.ReplicationGroupArgs>(REDIS, ({ clusterMode }) =>
      clusterMode === undefined || clusterMode === "disabled"
        ? undefined
        : `clusterMode must be "disabled", got ${quote(clusterMode)}`,
    ),
    onResource<aws.elasticache.ReplicationGroupArgs>(REDIS, ({ numNodeGroups }) =>
      numNodeGroups === undefined || numNodeGroups === 1
        ? undefined
        : `numNodeGroups must be left out, got ${quote(numNodeGroups)}`,
    ),
    onResource<aws.elasticache.ReplicationGroupArgs>(REDIS, ({ parameterGroupName }) =>
      String(parameterGroupName ?? "").endsWith(".cluster.on")
        ? `parameterGroupName must be a group without cluster mode such as "default.redis7", got ${quote(parameterGroupName)}`
        : undefined,
    ),
    onResource<aws.elasticache.ReplicationGroupArgs>(REDIS, ({ numCacheClusters, automaticFailoverEnabled }) =>
      typeof numCacheClusters === "number" && numCacheClusters > 1 && automaticFailoverEnabled !== true
        ? `automaticFailoverEnabled must be true with ${numCacheClusters} nodes, got ${quote(automaticFailoverEnabled)}`
        : undefined,
    ),
    onResource<aws.elasticache.ParameterGroupArgs>("aws:elasticache/parameterGroup:ParameterGroup", ({ parameters }) =>
      findEach(parameters, ({ name, value }) =>
        name === "cluster-enabled" && value !== "no"
          ? `parameters must not turn cluster-enabled on, got ${quote(value)}`
          : undefined,
      ),
    ),
  ],
};
