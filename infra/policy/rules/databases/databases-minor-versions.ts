import { notTurnedOff } from "../../checks/property-checks.ts";
import { rdsInstance } from "../../read/resource-types.ts";
import type { Rule } from "../../rule.ts";

export const databasesMinorVersions: Rule = {
  name: "databases-minor-versions",
  description: "RDS installs patches of the database engine by itself.",
  remedy: 'Set autoMinorVersionUpgrade to true, and engineVersion to a prefix such as "16.00".',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.13", "CIS 2.2.2"],
  checks: [notTurnedOff(rdsInstance, "autoMinorVersionUpgrade")],
};
