import { inProd } from "../../in-prod.ts";
import { rdsInstance } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { onResource, quote, type Rule, requireValue } from "../../rule.ts";

export const databasesKept: Rule = {
  name: "databases-kept",
  description: "In production, AWS refuses to delete a database, and keeps a snapshot and the backups of one that is gone.",
  remedy:
    "Set deletionProtection to true, skipFinalSnapshot and deleteAutomatedBackups to false, and finalSnapshotIdentifier to a name (XMPro's setting dataProtection).",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.8"],
  checks: [
    requireValue(rdsInstance, "deletionProtection", true),
    onResource(rdsInstance, ({ skipFinalSnapshot }) =>
      isOff(skipFinalSnapshot) ? undefined : `skipFinalSnapshot must be false, got ${quote(skipFinalSnapshot)}`,
    ),
    onResource(rdsInstance, ({ finalSnapshotIdentifier }) =>
      finalSnapshotIdentifier ? undefined : `finalSnapshotIdentifier must be a name, got ${quote(finalSnapshotIdentifier)}`,
    ),
    // The default is true: AWS would delete the backups with the instance.
    requireValue(rdsInstance, "deleteAutomatedBackups", false),
  ].map(inProd),
};
