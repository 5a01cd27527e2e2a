import { atLeast } from "../../checks/property-checks.ts";
import { rdsInstance } from "../../read/resource-types.ts";
import type { Rule } from "../../rule.ts";

export const databasesBackedUp: Rule = {
  name: "databases-backed-up",
  description: "Databases have a backup of each of the last seven days at least.",
  remedy: "Set backupRetentionPeriod to 7 or more.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.11"],
  checks: [atLeast(rdsInstance, "backupRetentionPeriod", 7)],
};
