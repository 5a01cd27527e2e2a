import { secret } from "@pulumi/pulumi";
import type { ExistingRedis, NewRedis } from "../settings.ts";
import { readMaintenance } from "./maintenance.ts";
import { readEndpoint } from "./reach.ts";
import type { Reader } from "./reader.ts";

const sizing = ["redisNodeType", "redisNodes", "redisSnapshotDays", "redisSnapshotWindow", "redisMaintenanceWindow"] as const;

/** A cache of our own, unless one is named. */
export function readRedis(reader: Reader, durable: boolean): NewRedis | ExistingRedis {
  const fresh = readNew(reader, durable);
  const endpoint = readEndpoint(reader, "redis", 6379);
  const authToken = reader.secret("redisAuthToken", {
    expected: "16 to 128 letters, digits and ! & # $ ^ < > -",
    fits: (value) => /^[A-Za-z0-9!&#$^<>-]{16,128}$/.test(value),
  });
  if (endpoint === undefined) {
    reader.refuseSet(["redisAuthToken"], "without xmpro:redisHost, as the token is made new then");
    return fresh;
  }
  reader.refuseSet(sizing, "with xmpro:redisHost, as no cache is made then");
  if (!reader.isSet("redisAuthToken")) reader.refuse("redisAuthToken", "must be set too with xmpro:redisHost");
  return { kind: "existing", ...endpoint, authToken: authToken ?? secret("") };
}

function readNew(reader: Reader, durable: boolean): NewRedis {
  const nodeType = reader.string("redisNodeType", {
    expected: "a node type of ElastiCache",
    example: "cache.t4g.small",
    fits: (value) => /^cache\.[a-z]+\d[a-z0-9]*\.(micro|small|medium|large|\d*xlarge)$/.test(value),
  });
  const nodes = reader.integer("redisNodes", { min: 1, max: 6, unit: "nodes" });
  if (reader.sound("redisNodes", "dataProtection") && durable && nodes < 2) {
    const expected = 'two or more with xmpro:dataProtection "durable", so that a lost node is replaced without a gap,';
    reader.must("redisNodes", { expected, example: "2" }, String(nodes));
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
