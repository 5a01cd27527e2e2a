import { atLeast, requireSet } from "../../checks/property-checks.ts";
import { rdsInstance } from "../../read/resource-types.ts";
import type { Rule } from "../../rule.ts";

export const databasesMonitored: Rule = {
  name: "databases-monitored",
  description: "RDS reports the processes and the memory of the database's host (Enhanced Monitoring).",
  remedy: "Set monitoringInterval to 60 and monitoringRoleArn to a role for it.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: ["RDS.6"],
  checks: [atLeast(rdsInstance, "monitoringInterval", 1), requireSet(rdsInstance, "monitoringRoleArn")],
};
