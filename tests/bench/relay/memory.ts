import { setTimeout as wait } from "node:timers/promises";
import type { Extent } from "./load/extent.ts";
import { moveBodies } from "./load/traffic.ts";
import { processFigures } from "./machine/process-figures.ts";
import type { Stage } from "./machine/stage.ts";
import type { Row } from "./row.ts";

/** Time after which a new relay has finished its own start-up work. */
const SETTLE_MS = 2000;

/** Memory of an idle relay, and the most it ever takes while a long body goes up and another one comes down at the same time. */
export async function measureMemory(stage: Stage, { longBody }: Extent): Promise<Row[]> {
  const stores = [{}, { REDIS_URL: stage.redisUrl }];
  const relays = await Promise.all(stores.map((env) => stage.startRelay(env)));
  await wait(SETTLE_MS);
  const [memory, redis] = relays.map(({ pid }) => processFigures(pid).rss);
  const [first] = relays;
  const body = { bytes: longBody, count: 1 };
  if (first === undefined) throw new Error("no relay");
  await Promise.all([moveBodies(stage, first.port, "sealed-up", body), moveBodies(stage, first.port, "sealed-down", body)]);
  const { peakRss } = processFigures(first.pid);
  for (const relay of relays) await relay.stop();

  const row = (what: string, megabytes: number, most: number): Row => ({
    what,
    relay: `${megabytes.toFixed(0)} MB`,
    value: megabytes,
    gate: { most },
    isMemory: true,
  });
  return [
    row("memory, idle", memory as number, 90),
    row("memory, idle, with Redis", redis as number, 90),
    row(`memory, most, ${Math.round(longBody / 1e6)} MB up and down at once`, peakRss, 160),
  ];
}
