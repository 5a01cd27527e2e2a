import type { NewSqlServer, SqlEdition } from "../settings/sql-server.ts";
import type { DeployedStack } from "./deployed-stack.ts";

export interface DeployedSqlServer {
  readonly edition: SqlEdition;
  /** Whole: "16.00.4265.3.v1". */
  readonly engineVersion: string;
  /** GiB. */
  readonly allocatedStorage: number;
  /** GiB. */
  readonly maxAllocatedStorage: number;
  readonly deletionProtection: boolean;
  /** Whether the final snapshot's name is bound to the server: false for stacks deployed before that was so. */
  readonly hasSnapshotKeepers: boolean;
}

const EDITIONS: Readonly<Record<string, SqlEdition>> = {
  "sqlserver-ex": "express",
  "sqlserver-web": "web",
  "sqlserver-se": "standard",
  "sqlserver-ee": "enterprise",
};

export function deployedSqlServer(stack: DeployedStack): DeployedSqlServer | undefined {
  const outputs = stack.find("aws:rds/instance:Instance", "database")?.outputs;
  const edition = EDITIONS[String(outputs?.engine)];
  if (outputs === undefined || edition === undefined) return undefined;
  const suffix = stack.find("random:index/randomId:RandomId", "database-final-snapshot")?.outputs;
  return {
    edition,
    engineVersion: String(outputs.engineVersionActual ?? outputs.engineVersion),
    allocatedStorage: Number(outputs.allocatedStorage),
    maxAllocatedStorage: Number(outputs.maxAllocatedStorage),
    deletionProtection: outputs.deletionProtection === true,
    hasSnapshotKeepers: typeof suffix?.keepers === "object" && suffix.keepers !== null,
  };
}

/** "16.00" of "16.00.4265.3.v1". */
export function majorVersion(engineVersion: string): string {
  return engineVersion.split(".").slice(0, 2).join(".");
}

/** What an update of the server has to know of the deployed one. */
export function sqlServerUpdate({ edition, engineVersion }: NewSqlServer, stack: DeployedStack) {
  const deployed = deployedSqlServer(stack);
  const replaced = deployed !== undefined && deployed.edition !== edition;
  return {
    upgradesMajorVersion:
      deployed !== undefined && !replaced && majorVersion(deployed.engineVersion) !== majorVersion(engineVersion),
    bindSnapshotName: deployed === undefined || replaced || deployed.hasSnapshotKeepers,
  };
}
