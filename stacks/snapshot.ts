import * as aws from "@pulumi/aws";
import { awsErrorLine } from "./aws-error.ts";
import type { DeployedStack } from "./deployed/deployed-stack.ts";
import { isCreated, majorVersion, SQL_EDITIONS } from "./deployed/sql-server-facts.ts";
import { SettingsError } from "./settings/reader/settings-error.ts";
import type { NewSqlServer } from "./settings/sql-server.ts";
import type { Settings } from "./settings.ts";

/** "Storage allocation must increase by at least 10 percent." */
const LEAST_GROWTH_PERCENT = 110;

/**
 * Asks AWS whether a new server can be restored from the snapshot of `sqlSnapshotIdentifier`. A deployed server is not compared: its
 * snapshot may be gone.
 *
 * @throws SettingsError with everything that does not fit, before anything is created
 */
export async function checkSnapshot({ sql }: Settings, deployed: DeployedStack): Promise<void> {
  if (sql.kind === "existing" || sql.snapshotIdentifier === undefined || !isCreated(sql, deployed)) return;
  const problems = await snapshotProblems(sql, sql.snapshotIdentifier);
  if (problems.length > 0) throw new SettingsError("The SQL Server cannot be restored from the snapshot:", problems);
}

async function snapshotProblems(sql: NewSqlServer, name: string): Promise<string[]> {
  // Only an ARN can name a snapshot that another account shares.
  const asked = { dbSnapshotIdentifier: name, ...(name.startsWith("arn:") ? { includeShared: true } : {}) };
  const snapshot = await aws.rds.getSnapshot(asked).catch((error: unknown) => awsErrorLine(error));
  const must = (words: string) => `xmpro:sqlSnapshotIdentifier must be ${words}, got "${name}"`;
  if (typeof snapshot === "string") {
    return [`${must("an RDS snapshot of this account and region, or one that is shared with it by ARN")}; AWS says: ${snapshot}`];
  }
  const { engine, engineVersion, allocatedStorage, status } = snapshot;
  // The offline preview has nobody to ask and answers nothing.
  if (engine === "") return [];
  if (status !== "available") return [`${must("a snapshot that is available")}, whose status is "${status}"`];
  const edition = SQL_EDITIONS[engine];
  if (edition === undefined) return [`${must("a snapshot of RDS for SQL Server")}, which is of the engine ${engine}`];
  return [
    ...(edition === sql.edition
      ? []
      : [`xmpro:sqlEdition must be "${edition}", the edition of the snapshot ${name}, which it keeps, got "${sql.edition}"`]),
    ...versionProblems(sql, name, engineVersion),
    ...storageProblems(sql, name, allocatedStorage),
  ];
}

/** RDS restores with the version of the snapshot, in which the parameter group must exist; a newer minor version is an upgrade afterwards. */
function versionProblems(sql: NewSqlServer, name: string, engineVersion: string): string[] {
  const major = majorVersion(engineVersion);
  if (major === majorVersion(sql.engineVersion)) return [];
  return [
    `xmpro:sqlEngineVersion must be "${major}", the major version of the snapshot ${name}, got "${sql.engineVersion}"; upgrade after it is restored (docs/upgrade.md)`,
  ];
}

function storageProblems(sql: NewSqlServer, name: string, gib: number): string[] {
  const least = Math.ceil((gib * LEAST_GROWTH_PERCENT) / 100);
  if (sql.allocatedStorage === gib || sql.allocatedStorage >= least) return [];
  return [
    `xmpro:sqlAllocatedStorage must be ${gib} (GiB, the storage of the snapshot ${name}), or at least ${least} (RDS allows no smaller increase), got "${sql.allocatedStorage}"`,
  ];
}
