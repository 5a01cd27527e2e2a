import type { Output } from "@pulumi/pulumi";
import { secret } from "@pulumi/pulumi";
import { readMaintenance } from "./maintenance.ts";
import type { ExistingNetwork, NewNetwork } from "./network.ts";
import type { Reach } from "./reach.ts";
import { readEndpoint } from "./reach.ts";
import type { Reader } from "./reader/reader.ts";

export interface NewRedis {
  readonly kind: "new";
  readonly nodeType: string;
  /** Nodes in all: the primary and its replicas. */
  readonly nodes: number;
  /** Days. */
  readonly snapshotRetentionLimit: number;
  readonly snapshotWindow: string;
  readonly maintenanceWindow: string;
}

export interface ExistingRedis {
  readonly kind: "existing";
  readonly host: string;
  readonly port: number;
  readonly reach: Reach;
  readonly authToken: Output<string>;
}

const sizing = ["redisNodeType", "redisNodes", "redisSnapshotDays", "redisSnapshotWindow", "redisMaintenanceWindow"] as const;

/** A created cache, unless an existing one is named. */
export function readRedis(
  reader: Reader,
  { durable, network }: { readonly durable: boolean; readonly network: NewNetwork | ExistingNetwork },
): NewRedis | ExistingRedis {
  const created = readNew(reader, durable);
  const endpoint = readEndpoint(reader, "redis", 6379, network);
  const authToken = reader.secret("redisAuthToken", {
    expected: "16 to 128 letters, digits and ! & # $ ^ < > -",
    fits: (value) => /^[A-Za-z0-9!&#$^<>-]{16,128}$/.test(value),
  });
  if (endpoint === undefined) {
    reader.reportIfSet(["redisAuthToken"], "without xmpro:redisHost, because the token is generated then");
    return created;
  }
  reader.reportIfSet(sizing, "with xmpro:redisHost, because no cache is created then");
  if (!reader.isSet("redisAuthToken")) reader.report("redisAuthToken", "must be set with xmpro:redisHost");
  return { kind: "existing", ...endpoint, authToken: authToken ?? secret("") };
}

function readNew(reader: Reader, durable: boolean): NewRedis {
  const nodeType = reader.string("redisNodeType", {
    expected: "a node type of ElastiCache (t3 or t4g from micro to medium; m5, m6g, m7g, r5, r6g or r7g from large on)",
    example: "cache.t4g.small",
    fits: (value) =>
      /^cache\.(t(3|4g)\.(micro|small|medium)|[mr](5|6g|7g)\.(large|[24]?xlarge|12xlarge)|[mr]5\.24xlarge|[mr][67]g\.(8|16)xlarge)$/.test(
        value,
      ),
  });
  const nodes = reader.integer("redisNodes", { min: 1, max: 6, unit: "nodes" });
  if (reader.isValid("redisNodes", "dataProtection") && durable && nodes < 2) {
    const expected = 'two or more with xmpro:dataProtection "durable", so that a failed node is replaced without an outage,';
    reader.reportForm("redisNodes", { expected, example: "2" }, String(nodes));
  }
  // One day at least: a cache without snapshots loses the sessions of everybody at a failure.
  const snapshotRetentionLimit = reader.integer("redisSnapshotDays", { min: 1, max: 35, unit: "days" });
  const windows = readMaintenance(reader, { daily: "redisSnapshotWindow", weekly: "redisMaintenanceWindow" }, 60);
  return {
    kind: "new",
    nodeType,
    nodes,
    snapshotRetentionLimit,
    snapshotWindow: windows.daily,
    maintenanceWindow: windows.weekly,
  };
}
