import { pointsAt } from "../../read/points-at.ts";
import { rdsInstance } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import type { CheckedResource } from "../../rule.ts";
import { byUse, type Charge, type CostOf, fixed, HOURS } from "../charge.ts";
import { logCharges } from "./log-charges.ts";

/** Days that Performance Insights keeps for nothing. */
const FREE_INSIGHTS_DAYS = 7;
/** GB a month that Enhanced Monitoring of one instance writes to CloudWatch Logs when it looks each minute. */
const GB_OF_MONITORING = 0.05;

/** A database of RDS. The price of an instance has its licence in it, and that of two zones its standby. */
export const databaseCost: CostOf = ({ props }) => {
  const read = (name: string) => known(() => props[name]);
  const engine = String(read("engine"));
  const instanceClass = String(read("instanceClass"));
  // What is not known yet must not make the stack look cheaper.
  const zones = known(() => props.multiAz === true) === false ? "single-az" : "multi-az";
  const storageType = String(read("storageType") ?? "gp2");
  const gib = Number(read("allocatedStorage") ?? 0);
  const two = zones === "multi-az" ? " in two zones" : "";
  const maximum = Number(read("maxAllocatedStorage") ?? gib);
  return [
    fixed(`${instanceClass} with ${engine}${two}`, `rds-${engine}-${zones}:${instanceClass}`, HOURS),
    fixed(
      `${gib} GiB of storage ${storageType}${two}`,
      `rds-${storageType}-${zones}`,
      gib,
      ...(maximum > gib ? [`the initial size; it grows up to ${maximum} GiB`] : []),
    ),
    ...(Number(read("backupRetentionPeriod") ?? 0) > 0
      ? [byUse("backups", "rds-backup", 0, `not more than the ${gib} GiB of the storage, which are free`)]
      : []),
    ...insights(Number(read("performanceInsightsRetentionPeriod") ?? FREE_INSIGHTS_DAYS), read("performanceInsightsEnabled")),
    ...monitoring(Number(read("monitoringInterval") ?? 0)),
  ];
};

function insights(days: number, enabled: unknown): Charge[] {
  if (enabled !== true || days <= FREE_INSIGHTS_DAYS) return [];
  return [fixed(`Performance Insights for ${days} days`, `performance-insights-${days}-days`, 1)];
}

function monitoring(interval: number): Charge[] {
  if (interval === 0) return [];
  const gb = Math.round(((GB_OF_MONITORING * 60) / interval) * 1000) / 1000;
  return [byUse("Enhanced Monitoring", "logs-written", gb, `${gb} GB a month of its metrics`)];
}

/** Copies of the backups in a second region. */
export const replicatedBackupsCost: CostOf = (replication, all) => copies(all, replication, "sourceDbInstanceArn");

/** A copy of one snapshot, in the region of the stack or in another one. */
export const snapshotCopyCost: CostOf = (copy, all) => copies(all, copy, "sourceDbSnapshotIdentifier");

function copies(all: readonly CheckedResource[], copy: CheckedResource, property: string): Charge[] {
  const databases = all.filter(({ type }) => type === rdsInstance);
  const source = databases.find((database) => pointsAt(copy, property, database)) ?? databases[0];
  const gib = Number(known(() => source?.props.allocatedStorage) ?? 0);
  return [
    byUse("copies of the backups", "rds-backup", gib, `${gib} GB, the size of the storage`),
    byUse("transfer of the backups", "data-between-regions", gib, `${gib} GB a month`),
  ];
}

export const logGroupCost: CostOf = ({ props }) => {
  const days = known(() => props.retentionInDays);
  return logCharges("logs", days === undefined ? undefined : Number(days));
};
