import { requireSet } from "../../property-checks.ts";
import { redisGroup, serverlessCache } from "../../read/resource-types.ts";
import type { Rule } from "../../rule.ts";

export const cachesPrivate: Rule = {
  name: "caches-private",
  description: "Caches have subnets and security groups of their own, and not those that a whole account shares.",
  remedy: "Put the cache into isolated subnets, with a security group that allows those of its clients.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.7"],
  checks: [
    requireSet(redisGroup, "subnetGroupName"),
    requireSet(redisGroup, "securityGroupIds"),
    requireSet(serverlessCache, "subnetIds"),
    requireSet(serverlessCache, "securityGroupIds"),
  ],
};
