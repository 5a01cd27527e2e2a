import { rdsInstance } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const databasesEncrypted: Rule = {
  name: "databases-encrypted",
  description: "Databases, their backups and their replicas are encrypted at rest.",
  remedy: "Set storageEncrypted to true before the first deployment, as AWS cannot encrypt an existing database.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.3", "CIS 2.2.1"],
  checks: [requireValue(rdsInstance, "storageEncrypted", true)],
};
