import { atLeast } from "../../checks/property-checks.ts";
import { redisGroup, serverlessCache } from "../../read/resource-types.ts";
import type { Rule } from "../../rule.ts";

export const cachesBackedUp: Rule = {
  name: "caches-backed-up",
  description: "Caches have a snapshot of the last day at least.",
  remedy: "Set snapshotRetentionLimit to 1 or more.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.1"],
  checks: [atLeast(redisGroup, "snapshotRetentionLimit", 1), atLeast(serverlessCache, "snapshotRetentionLimit", 1)],
};
