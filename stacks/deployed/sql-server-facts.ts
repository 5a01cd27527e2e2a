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
  /** Login of the first user: a server that was restored from a snapshot keeps the snapshot's. */
  readonly username: string | undefined;
  /** Undefined for AWS's default one. */
  readonly optionGroupName: string | undefined;
  /** The snapshot that `sqlSnapshotIdentifier` named when the server was created. */
  readonly restoredFrom: string | undefined;
}

/** RDS's engines and their editions. */
export const SQL_EDITIONS: Readonly<Record<string, SqlEdition>> = {
  "sqlserver-ex": "express",
  "sqlserver-web": "web",
  "sqlserver-se": "standard",
  "sqlserver-ee": "enterprise",
};

export function deployedSqlServer(stack: DeployedStack): DeployedSqlServer | undefined {
  const outputs = stack.find("aws:rds/instance:Instance", "database")?.outputs;
  const edition = SQL_EDITIONS[String(outputs?.engine)];
  if (outputs === undefined || edition === undefined) return undefined;
  const suffix = stack.find("random:index/randomId:RandomId", "database-final-snapshot")?.outputs;
  return {
    edition,
    engineVersion: String(outputs.engineVersionActual ?? outputs.engineVersion),
    allocatedStorage: Number(outputs.allocatedStorage),
    maxAllocatedStorage: Number(outputs.maxAllocatedStorage),
    deletionProtection: outputs.deletionProtection === true,
    hasSnapshotKeepers: typeof suffix?.keepers === "object" && suffix.keepers !== null,
    username: text(outputs.username),
    optionGroupName: text(outputs.optionGroupName)?.replace(/^default:.*/, "") || undefined,
    restoredFrom: text(stack.find("xmpro-aws:infra:SqlServer", "database")?.outputs.restoredFrom),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether an update creates the server: there is none, or another edition replaces it. */
export function isCreated({ edition }: NewSqlServer, stack: DeployedStack): boolean {
  return deployedSqlServer(stack)?.edition !== edition;
}

/** "16.00" of "16.00.4265.3.v1". */
export function majorVersion(engineVersion: string): string {
  return engineVersion.split(".").slice(0, 2).join(".");
}

/** AWS's own option group of an edition and a major version: it has no options. */
function defaultOptionGroup({ edition, engineVersion }: NewSqlServer): string {
  const engine = Object.keys(SQL_EDITIONS).find((name) => SQL_EDITIONS[name] === edition);
  return `default:${engine}-${majorVersion(engineVersion).replace(".", "-")}`;
}

/** What an update of the server has to know of the deployed one. */
export function sqlServerUpdate(sql: NewSqlServer, stack: DeployedStack) {
  const created = isCreated(sql, stack);
  const deployed = deployedSqlServer(stack);
  const kept = created ? undefined : deployed;
  return {
    upgradesMajorVersion: kept !== undefined && majorVersion(kept.engineVersion) !== majorVersion(sql.engineVersion),
    bindSnapshotName: kept === undefined || kept.hasSnapshotKeepers,
    created,
    ...(kept?.username === undefined ? {} : { username: kept.username }),
    // Without a name, a server keeps the option group that it has.
    ...(kept?.optionGroupName === undefined ? {} : { optionGroupName: defaultOptionGroup(sql) }),
  };
}
