import { requireSet } from "../../checks/property-checks.ts";
import { redisGroup, serverlessCache } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const cachesPrivate: Rule = {
  name: "caches-private",
  description: "Caches have subnets and security groups of their own, and not those that a whole account shares.",
  remedy: "Put the cache into isolated subnets, with a security group that allows the groups of its clients.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.7"],
  checks: [
    requireSet(redisGroup, "subnetGroupName"),
    requireSet(redisGroup, "securityGroupIds"),
    // The older argument, which names groups outside of a VPC.
    onResource(redisGroup, ({ securityGroupNames: names }) =>
      Array.isArray(names) && names.length > 0 ? `securityGroupNames must be left out, got ${quote(names)}` : undefined,
    ),
    requireSet(serverlessCache, "subnetIds"),
    requireSet(serverlessCache, "securityGroupIds"),
  ],
};
