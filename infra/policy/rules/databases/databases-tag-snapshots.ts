import { rdsInstance } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const databasesTagSnapshots: Rule = {
  name: "databases-tag-snapshots",
  description: "Snapshots carry the tags of their database, so that somebody owns and pays for them.",
  remedy: "Set copyTagsToSnapshot to true.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: ["RDS.17"],
  checks: [requireValue(rdsInstance, "copyTagsToSnapshot", true)],
};
