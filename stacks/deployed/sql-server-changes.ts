import type { NewSqlServer } from "../settings/sql-server.ts";
import type { Settings } from "../settings.ts";
import type { DeployedStack } from "./deployed-stack.ts";
import { type DeployedSqlServer, deployedSqlServer } from "./sql-server-facts.ts";

/** "Storage allocation must increase by at least 10 percent." */
const LEAST_GROWTH_PERCENT = 110;
const HOW_TO_UNPROTECT = 'set xmpro:dataProtection to "removable" and run pulumi up without the policy pack first';

/** RDS has no way back from an upgrade, storage grows in steps, and another edition is another server. */
export function sqlServerProblems({ sql, stack: name }: Settings, stack: DeployedStack): string[] {
  const deployed = deployedSqlServer(stack);
  if (deployed === undefined) return [];
  if (sql.kind === "existing") {
    return deployed.deletionProtection
      ? [`xmpro:sqlHost must not be set while the deployed SQL Server, which it replaces, is protected; ${HOW_TO_UNPROTECT}`]
      : [];
  }
  if (sql.edition !== deployed.edition) {
    return deployed.deletionProtection
      ? [
          `xmpro:sqlEdition must stay "${deployed.edition}" while the deployed SQL Server is protected (another edition replaces it), got "${sql.edition}"; ${HOW_TO_UNPROTECT}, and take a backup of the databases`,
        ]
      : [];
  }
  return [...versionProblems(sql, deployed), ...storageProblems(sql, deployed), ...snapshotProblems(sql, deployed, name)];
}

/** A snapshot becomes a new server. What a deployed server was created from may stay in the settings. */
function snapshotProblems({ snapshotIdentifier }: NewSqlServer, { restoredFrom }: DeployedSqlServer, name: string): string[] {
  if (snapshotIdentifier === undefined || snapshotIdentifier === restoredFrom) return [];
  return [
    `xmpro:sqlSnapshotIdentifier must not name another snapshot than the one that the deployed SQL Server was created from (${restoredFrom ?? "none"}), as RDS restores a snapshot into a new server only, got "${snapshotIdentifier}"; to bring it into the deployed stack, remove the setting and run "npm run restore-database -- --stack ${name} --snapshot ${snapshotIdentifier}" (docs/database.md)`,
  ];
}

function versionProblems({ engineVersion }: NewSqlServer, deployed: DeployedSqlServer): string[] {
  if (!isOlder(engineVersion, deployed.engineVersion)) return [];
  return [
    `xmpro:sqlEngineVersion must not be older than the deployed SQL Server's (RDS cannot undo an upgrade), got "${engineVersion}" and "${deployed.engineVersion}"; npm run restore-database brings back a snapshot that is older than the upgrade, with the older version in this setting (docs/database.md)`,
  ];
}

/** A beginning of a version is as new as all that begin with it. */
function isOlder(wanted: string, deployed: string): boolean {
  const numbers = (version: string) => version.split(".").map((part) => Number(part.replace("v", "")));
  const [left, right] = [numbers(wanted), numbers(deployed)];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined || part === other) continue;
    return part < other;
  }
  return false;
}

function storageProblems({ allocatedStorage, maxAllocatedStorage }: NewSqlServer, deployed: DeployedSqlServer): string[] {
  const least = Math.ceil((deployed.allocatedStorage * LEAST_GROWTH_PERCENT) / 100);
  const grows = allocatedStorage > deployed.allocatedStorage;
  // Storage may have grown up to its limit: that alone is no change.
  const limits = maxAllocatedStorage !== deployed.maxAllocatedStorage;
  return [
    ...(grows && allocatedStorage < least
      ? [
          `xmpro:sqlAllocatedStorage must be at least ${least} (GiB, 10 % more than the deployed SQL Server's ${deployed.allocatedStorage}: RDS allows no smaller increase), got "${allocatedStorage}"`,
        ]
      : []),
    ...(limits && !grows && maxAllocatedStorage < least
      ? [
          `xmpro:sqlMaxAllocatedStorage must be at least ${least} (GiB, 10 % more than the deployed SQL Server's ${deployed.allocatedStorage}, to which it may have grown), got "${maxAllocatedStorage}"`,
        ]
      : []),
  ];
}
