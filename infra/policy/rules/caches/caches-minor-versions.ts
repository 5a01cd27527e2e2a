import { notTurnedOff } from "../../checks/property-checks.ts";
import { redisGroup } from "../../read/resource-types.ts";
import type { Rule } from "../../rule.ts";

export const cachesMinorVersions: Rule = {
  name: "caches-minor-versions",
  description: "ElastiCache installs patches of Redis by itself.",
  remedy: "Set autoMinorVersionUpgrade to true, or leave it out.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.2"],
  checks: [notTurnedOff(redisGroup, "autoMinorVersionUpgrade")],
};
