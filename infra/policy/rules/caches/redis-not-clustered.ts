import { redisGroup, redisParameterGroup } from "../../read/resource-types.ts";
import { isTrue, wholeNumber } from "../../read/scalars.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null;
}

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
      isLeftOut(clusterMode) || clusterMode === "disabled"
        ? undefined
        : `clusterMode must be "disabled", got ${quote(clusterMode)}`,
    ),
    onResource(redisGroup, ({ numNodeGroups }) =>
      isLeftOut(numNodeGroups) || wholeNumber(numNodeGroups) === 1
        ? undefined
        : `numNodeGroups must be left out, got ${quote(numNodeGroups)}`,
    ),
    onResource(redisGroup, ({ nodeGroupConfigurations }) =>
      Array.isArray(nodeGroupConfigurations) && nodeGroupConfigurations.length > 1
        ? `nodeGroupConfigurations must be left out, got ${nodeGroupConfigurations.length} shards`
        : undefined,
    ),
    onResource(redisGroup, ({ parameterGroupName }) =>
      /\.cluster\.on\s*$/i.test(String(parameterGroupName ?? ""))
        ? `parameterGroupName must be a group without cluster mode such as "default.redis7", got ${quote(parameterGroupName)}`
        : undefined,
    ),
    ...(["numCacheClusters", "replicasPerNodeGroup"] as const).map((property, single) =>
      onResource(redisGroup, (props) => {
        // One node, or a node with no replica.
        const others = (wholeNumber(props[property]) ?? 0) + single > 1;
        return others && !isTrue(props.automaticFailoverEnabled)
          ? `automaticFailoverEnabled must be true with several nodes, got ${quote(props.automaticFailoverEnabled)}`
          : undefined;
      }),
    ),
    onResource(redisParameterGroup, ({ parameters }) =>
      findEach(parameters, ({ name, value }) =>
        String(name).toLowerCase() === "cluster-enabled" && value !== "no"
          ? `parameters must not turn cluster-enabled on, got ${quote(value)}`
          : undefined,
      ),
    ),
  ],
};
