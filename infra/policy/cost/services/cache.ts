import { known } from "../../read/unknown-values.ts";
import { GB_OF_SNAPSHOT, MILLION_ECPU } from "../assumptions.ts";
import { byUse, type Charge, type CostOf, fixed, HOURS } from "../charge.ts";
import { plural } from "./load-balancer-charges.ts";

/** The smallest storage that a serverless cache is billed for, GB. */
const SMALLEST_GB: Readonly<Record<string, number>> = { valkey: 0.1, redis: 1, memcached: 1 };

/** A cache of nodes: each one is billed, the replicas too. */
export const replicationGroupCost: CostOf = ({ props }) => {
  const read = (name: string) => known(() => props[name]);
  const engine = String(read("engine") ?? "redis");
  const nodeType = String(read("nodeType"));
  const shards = Number(read("numNodeGroups") ?? 1);
  const nodes = Number(read("numCacheClusters") ?? shards * (1 + Number(read("replicasPerNodeGroup") ?? 0)));
  return [
    fixed(`${plural(nodes, "node")} ${nodeType} with ${engine}`, `elasticache-${engine}:${nodeType}`, nodes * HOURS),
    ...snapshots(Number(read("snapshotRetentionLimit") ?? 0)),
  ];
};

/** A serverless cache: its smallest storage is billed when it is empty. */
export const serverlessCacheCost: CostOf = ({ props }) => {
  const engine = String(known(() => props.engine) ?? "redis");
  const smallest = SMALLEST_GB[engine] ?? 1;
  return [
    fixed(`the smallest storage of ${engine}, ${smallest} GB`, `serverless-${engine}-gb-hour`, smallest * HOURS),
    byUse("requests", `serverless-${engine}-million-ecpu`, MILLION_ECPU, `${MILLION_ECPU} million ECPU a month, no more storage`),
    ...snapshots(Number(known(() => props.snapshotRetentionLimit) ?? 0)),
  ];
};

/** The first snapshot of a cache is free. */
function snapshots(days: number): Charge[] {
  const more = Math.max(0, days - 1);
  if (more === 0) return [];
  return [
    byUse("snapshots", "elasticache-snapshot", more * GB_OF_SNAPSHOT, `${more} more than one, of ${GB_OF_SNAPSHOT} GB each`),
  ];
}
