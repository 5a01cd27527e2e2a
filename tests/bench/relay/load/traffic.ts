import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runPinned } from "../machine/pinned-process.ts";
import { processFigures } from "../machine/process-figures.ts";
import type { Stage } from "../machine/stage.ts";
import type { Extent } from "./extent.ts";
import { sealedRequests } from "./sealed-requests.ts";
import { type Load, load } from "./wrk.ts";

/** The measured properties of a relay or nginx. */
export interface MeasuredProxy {
  readonly port: number;
  readonly pid: number;
}

/** A kind of traffic through one proxy. */
export interface Traffic {
  readonly stage: Stage;
  readonly through: MeasuredProxy;
  /** Path without the leading slash. */
  readonly target: string;
  readonly sealed: boolean;
  readonly connections: number;
}

/** The traffic that most figures are about. */
export function sealedGets(stage: Stage, through: MeasuredProxy): Traffic {
  return { stage, through, target: "1k", sealed: true, connections: 64 };
}

export interface Limits {
  /** Whole, as wrk takes nothing else. */
  readonly seconds: number;
  /** How many are sealed beforehand, of sealed ones. When they run out, the rest of the time nothing happens. */
  readonly requests: number;
  /** Whether a run counts in which no answer was whole. */
  readonly cutAnswersCount?: boolean;
}

/** Sealed requests of 1 KB answers that are made for one second when nothing is known yet. */
const FIRST_GUESS = 12_000;

/** Sends requests as fast as they are answered. */
export async function drive(traffic: Traffic, limits: Limits): Promise<Load> {
  const [result] = await driveTogether([traffic], limits);
  return result as Load;
}

/** Sends several kinds of traffic at the same time, each by a load of its own. The limits hold for each. */
export async function driveTogether(kinds: readonly Traffic[], limits: Limits): Promise<Load[]> {
  const sealed: (string[] | undefined)[] = [];
  for (const kind of kinds) {
    sealed.push(kind.sealed ? await sealedRequests(kind.through.port, kind.target, limits.requests) : undefined);
  }
  return Promise.all(
    kinds.map(({ stage, through, target, connections }, index) => {
      const directory = join(stage.directory, `load-${index}`);
      mkdirSync(directory, { recursive: true });
      const requests = sealed[index];
      const url = `http://127.0.0.1:${through.port}/${target}`;
      const { seconds, cutAnswersCount = false } = limits;
      const core = stage.cores.load;
      return load({ core, url, connections, directory, seconds, cutAnswersCount, ...(requests && { requests }) });
    }),
  );
}

/** A second that is no cheaper than this part of the cheapest one before: the code does not change any more. */
const STANDS_STILL = 0.97;

/**
 * Brings a relay up to speed: V8 compiles what is used often, in several steps. Ends when a second costs as much as the ones before,
 * after the extent's time at the latest. Gives the number of sealed requests that suffice for one second.
 */
export async function warmUp(traffic: Traffic, { requests, seconds }: Extent["warmUp"]): Promise<number> {
  let enough = FIRST_GUESS;
  let sent = 0;
  let cheapest = Number.POSITIVE_INFINITY;
  for (let second = 0; second < seconds; second++) {
    const { cpu, result } = await cpuOf(traffic.through.pid, () => drive(traffic, { seconds: 1, requests: enough }));
    sent += result.requests;
    // Never so few that the load stops before the first answer is back, as after a second in which the machine did something else.
    enough = Math.max(FIRST_GUESS, Math.ceil(result.requests * 1.25));
    const cost = cpu / result.requests;
    if (sent >= requests && cost > cheapest * STANDS_STILL) break;
    cheapest = Math.min(cheapest, cost);
  }
  return enough;
}

/** The CPU time that a process spends on some work; seconds. */
export async function cpuOf<Result>(pid: number, work: () => Promise<Result>): Promise<{ cpu: number; result: Result }> {
  const before = processFigures(pid).cpuSeconds;
  const result = await work();
  return { cpu: processFigures(pid).cpuSeconds - before, result };
}

/** Moves bodies one after the other, each checked to arrive whole. */
export async function moveBodies(
  { cores }: Stage,
  port: number,
  mode: "sealed-up" | "sealed-down" | "clear-up",
  { bytes, count }: { bytes: number; count: number },
): Promise<void> {
  const script = join(import.meta.dirname, "body-load.ts");
  await runPinned(cores.load, [process.execPath, "--no-warnings", script, `${port}`, mode, `${bytes}`, `${count}`]);
}
