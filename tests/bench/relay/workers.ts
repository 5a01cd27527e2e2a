import type { BuiltRelay } from "./built-relay.ts";
import type { Extent } from "./extent.ts";
import { childrenOf, processFigures } from "./process-figures.ts";
import { type Row, spread } from "./row.ts";
import type { Stage } from "./stage.ts";
import { drive, sealedGets, warmUp } from "./traffic.ts";

/**
 * What a second process adds, where there is a core for it. Load, upstream and Redis need the other core of a small machine, so the
 * processes share the proxies' core here and answers a second say nothing. A service is full when its busiest process is: what counts
 * are requests by CPU second of the busiest worker, with the primary's on top. That shows work done twice and work badly shared out.
 * They also share the core's caches, which makes each of them somewhat dearer than on a core of its own.
 */
export async function measureWorkers(stage: Stage, extent: Extent): Promise<Row> {
  const start = (workers: string) => stage.startRelay({ REDIS_URL: stage.redisUrl, WORKERS: workers });
  const [one, two] = [await start("1"), await start("2")];
  await warmUp(sealedGets(stage, one), extent.warmUp);
  const { requests, seconds } = extent.warmUp;
  const enough = await warmUp(sealedGets(stage, two), { requests: 2 * requests, seconds });

  const limits = { seconds: extent.seconds, requests: 1.3 * enough * extent.seconds };
  const costs: [number[], number[]] = [[], []];
  for (let round = 0; round < extent.rounds; round++) {
    for (const [index, relay] of [one, two].entries()) {
      const before = busyTimes(relay);
      const { requests: answered } = await drive(sealedGets(stage, relay), limits);
      const [primary = 0, ...workers] = busyTimes(relay).map((time, each) => time - (before[each] as number));
      costs[index as 0 | 1].push(((primary + Math.max(0, ...workers)) * 1e6) / answered);
    }
  }
  await one.stop();
  await two.stop();
  const shown = (values: number[]) => `${spread(values).value.toFixed(1)} us`;
  return {
    what: "two processes / one, encoded GET 1 KB, Redis",
    relay: `${shown(costs[0])} -> ${shown(costs[1])}`,
    ...spread(costs[0].map((cost, round) => cost / (costs[1][round] as number))),
    gate: { least: 1.8 },
  };
}

/** CPU time of a relay's process, and of each of its workers. */
function busyTimes({ pid }: BuiltRelay): number[] {
  return [pid, ...childrenOf(pid)].map((each) => processFigures(each).cpuSeconds);
}
