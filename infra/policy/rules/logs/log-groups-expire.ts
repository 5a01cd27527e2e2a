import { atLeast } from "../../checks/property-checks.ts";
import { inProd } from "../../in-prod.ts";
import { logGroup } from "../../read/resource-types.ts";
import type { Rule } from "../../rule.ts";

export const logGroupsExpire: Rule = {
  name: "log-groups-expire",
  description: "Logs are deleted after a time that is set, in production after a year at least. Without one they stay forever.",
  remedy: "Set retentionInDays, in the stack prod to 365 or more (XMPro's setting logRetentionDays).",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: ["CloudWatch.16"],
  checks: [atLeast(logGroup, "retentionInDays", 1), inProd(atLeast(logGroup, "retentionInDays", 365))],
};
