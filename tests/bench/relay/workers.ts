import type { Extent } from "./load/extent.ts";
import { drive, driveTogether, sealedGets, warmUp } from "./load/traffic.ts";
import type { Load } from "./load/wrk.ts";
import type { BuiltRelay } from "./machine/built-relay.ts";
import { childrenOf, processFigures } from "./machine/process-figures.ts";
import type { Stage } from "./machine/stage.ts";
import { type Row, spread } from "./row.ts";

/** CPU time of one request, in microseconds, of each round. */
interface Costs {
  /** One process that has the core for itself. */
  readonly alone: number[];
  /** One process that shares the core with another relay of one process, which has as much to do. */
  readonly shared: number[];
  /** The busiest of two processes of one relay, which share the core, with the primary's on top. */
  readonly two: number[];
}

/**
 * What a second process adds, where there is a core for it. A service is full when its busiest process is: what counts are requests by
 * CPU second of the busiest worker, with the primary's on top. That shows work done twice and work badly shared out.
 *
 * Load, upstream and Redis need the other core of a small machine, so that the two processes share the proxies' core, its caches, and
 * the kernel's switches between them. That makes each of them dearer, as any neighbour would, and is not what the gate is about: the one
 * process that they are compared with has a neighbour, too. The plain comparison is shown beside it.
 */
export async function measureWorkers(stage: Stage, extent: Extent): Promise<Row[]> {
  const start = (workers: string) => stage.startRelay({ REDIS_URL: stage.redisUrl, WORKERS: workers });
  const [one, neighbour, two] = [await start("1"), await start("1"), await start("2")];
  for (const relay of [one, neighbour]) await warmUp(sealedGets(stage, relay), extent.warmUp);
  const { requests, seconds } = extent.warmUp;
  const enough = await warmUp(sealedGets(stage, two), { requests: 2 * requests, seconds });

  const limits = { seconds: extent.seconds, requests: 1.3 * enough * extent.seconds };
  const costs: Costs = { alone: [], shared: [], two: [] };
  for (let round = 0; round < extent.rounds; round++) {
    costs.alone.push(await costOf(one, async () => (await drive(sealedGets(stage, one), limits)).requests));
    costs.two.push(await costOf(two, async () => (await drive(sealedGets(stage, two), limits)).requests));
    const halves = [one, neighbour].map((relay) => ({ ...sealedGets(stage, relay), connections: 32 }));
    costs.shared.push(await costOf(one, async () => ((await driveTogether(halves, limits))[0] as Load).requests));
  }
  for (const relay of [one, neighbour, two]) await relay.stop();
  return [
    row("two processes / one, encoded GET 1 KB, Redis", costs.shared, costs.two, 1.8),
    row("the same, where the one has no neighbour", costs.alone, costs.two),
  ];
}

function row(what: string, one: readonly number[], two: readonly number[], least?: number): Row {
  const shown = (values: readonly number[]) => `${spread(values).value.toFixed(1)} us`;
  return {
    what,
    relay: `${shown(one)} -> ${shown(two)}`,
    ...spread(one.map((cost, round) => cost / (two[round] as number))),
    ...(least !== undefined && { gate: { least } }),
  };
}

/** What one request costs the process of a relay that is busiest, the primary's part included; microseconds. */
async function costOf(relay: BuiltRelay, work: () => Promise<number>): Promise<number> {
  const before = busyTimes(relay);
  const answered = await work();
  const [primary = 0, ...workers] = busyTimes(relay).map((time, each) => time - (before[each] as number));
  return ((primary + Math.max(0, ...workers)) * 1e6) / answered;
}

/** CPU time of a relay's process, and of each of its workers. */
function busyTimes({ pid }: BuiltRelay): number[] {
  return [pid, ...childrenOf(pid)].map((each) => processFigures(each).cpuSeconds);
}
