import { inProd } from "../../in-prod.ts";
import { buckets, kmsKey, rdsInstance, redisGroup } from "../../read/resource-types.ts";
import { onResource, quote, type Rule, requireValue } from "../../rule.ts";

export const dataProtected: Rule = {
  name: "data-protected",
  description: "In production, data is protected from deletion, and the database survives the loss of an availability zone.",
  remedy: "Set dataProtection to durable (in a component: `durable: true`), or move data that may be lost out of the stack prod.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.5", "RDS.8", "KMS.3", "CIS 2.2.4"],
  checks: [
    requireValue(rdsInstance, "deletionProtection", true),
    requireValue(rdsInstance, "multiAz", true),
    onResource(rdsInstance, ({ skipFinalSnapshot }) =>
      skipFinalSnapshot === true ? "skipFinalSnapshot must be false, got true" : undefined,
    ),
    onResource(rdsInstance, ({ finalSnapshotIdentifier }) =>
      finalSnapshotIdentifier ? undefined : `finalSnapshotIdentifier must be a name, got ${quote(finalSnapshotIdentifier)}`,
    ),
    // The default is true: AWS would delete the backups with the instance.
    requireValue(rdsInstance, "deleteAutomatedBackups", false),
    onResource(buckets, ({ forceDestroy }) => (forceDestroy === true ? "forceDestroy must be false, got true" : undefined)),
    onResource([rdsInstance, redisGroup, kmsKey, ...buckets], (_, { opts }) =>
      opts.protect ? undefined : "the resource option `protect` must be true, got false",
    ),
  ].map(inProd),
};
