import { pointsAt } from "../../read/points-at.ts";
import { redisGroup, redisParameterGroup } from "../../read/resource-types.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

/** XMPro recommends allkeys-lru, and volatile-lru as a second choice, which is AWS's default. */
const EVICTING = ["allkeys-lru", "volatile-lru", "allkeys-lfu", "volatile-lfu"];
/** AWS's own groups evict. Those with cluster mode are a finding of redis-not-clustered. */
const OF_AWS = /^(default\.(redis|valkey)[\w.]*)?$/i;

export const redisEvicts: Rule = {
  name: "redis-evicts",
  description: "A full Redis drops old entries. With noeviction it would refuse writes, and XMPro's SignalR would stop.",
  remedy: "Set maxmemory-policy to allkeys-lru in a ParameterGroup of this stack.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html",
  checks: [
    onResource(redisParameterGroup, ({ parameters }) =>
      findEach(parameters, ({ name, value }) =>
        String(name).trim().toLowerCase() === "maxmemory-policy" && !EVICTING.includes(String(value))
          ? `maxmemory-policy must be "allkeys-lru", got ${quote(value)}`
          : undefined,
      ),
    ),
    onStack(redisGroup, ({ parameterGroupName }, redis, all) => {
      const name = String(parameterGroupName ?? "").trim();
      const isOurs = (group: (typeof all)[number]) =>
        pointsAt(redis, "parameterGroupName", group) || known(() => group.props.name) === name;
      return OF_AWS.test(name) || all.some((group) => group.type === redisParameterGroup && isOurs(group))
        ? undefined
        : `parameterGroupName must be a ParameterGroup of this stack, got ${quote(name)}`;
    }),
  ],
};
