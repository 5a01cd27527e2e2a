import type { Extent } from "./load/extent.ts";
import { LEAD_MS, type PacedLoad, pacedLoad, requestsFor } from "./load/paced-load.ts";
import { sealedRequests } from "./load/sealed-requests.ts";
import { cpuOf, type MeasuredProxy, sealedGets, warmUp } from "./load/traffic.ts";
import type { Stage } from "./machine/stage.ts";
import { takenTime } from "./machine/taken-time.ts";
import { type Row, spread } from "./row.ts";

/** The result of a load. */
interface Paced extends PacedLoad {
  /** Share of the time in which the proxy used its core. */
  readonly busy: number;
  /** See {@link takenTime}. */
  readonly taken: number;
}

/** Both under the same load, one straight after the other. */
interface Round {
  readonly own: Paced;
  readonly other: Paced;
}

/** Share of the time in which the relay computes at half load. */
const BUSY = 0.5;
/** From half of the full rate to the rate of half load; each also lets V8 optimise for requests that arrive one by one. */
const STEPS = 5;
/** Latencies vary more than costs: the number of rounds for each round of the extent. */
const ROUNDS = 3;
/** Shares of the time; larger ones are reported. */
const MOST_TAKEN = 0.03;
const MOST_OFF = 0.05;

/**
 * Latency of sealed GETs of 1 KB, and nginx's at the same rate, at half load: the relay computes in half of the time. That is no half of
 * the rate that it can answer. Under full load each turn of its loop takes up many requests; those that come singly cost two to three
 * times as much, nginx's as well: each wakes a core that slept, and finds its caches cold. Half of the full rate is shown beside it.
 */
export async function measureLatency(stage: Stage, extent: Extent, sealedCost: number): Promise<Row[]> {
  const relay = await stage.startRelay({});
  await warmUp(sealedGets(stage, relay), extent.warmUp);
  const fullRate = 1e6 / sealedCost;
  let rate = fullRate / 2;
  for (let step = 0; step < STEPS; step++) {
    const { busy } = await pace(stage, relay, extent, Math.round(rate), await seal(relay, extent, Math.round(rate)));
    // A relay seems idle when other processes use its core.
    rate = Math.min((rate * BUSY) / busy, fullRate / 2);
  }

  const half = await measureRounds(stage, relay, extent, Math.round(rate), ROUNDS * extent.rounds);
  const faster = await measureRounds(stage, relay, extent, Math.round(fullRate / 2), extent.rounds);
  await relay.stop();
  return [rowOf("p50", half), { ...rowOf("p99", half), gate: { most: 3 } }, rowOf("p99", faster)];
}

interface Rounds {
  readonly rate: number;
  readonly rounds: readonly Round[];
}

async function measureRounds(stage: Stage, relay: MeasuredProxy, extent: Extent, rate: number, count: number): Promise<Rounds> {
  const rounds: Round[] = [];
  while (rounds.length < count) {
    const requests = await seal(relay, extent, rate);
    const other = await pace(stage, stage.proxy, extent, rate);
    rounds.push({ other, own: await pace(stage, relay, extent, rate, requests) });
  }
  warn(rounds, rate);
  return { rate, rounds };
}

const secondsOf = (extent: Extent) => extent.seconds + 1;

function seal(relay: MeasuredProxy, extent: Extent, rate: number): Promise<string[]> {
  return sealedRequests(relay.port, "1k", requestsFor({ rate, seconds: secondsOf(extent) }));
}

async function pace(stage: Stage, through: MeasuredProxy, extent: Extent, rate: number, requests?: string[]): Promise<Paced> {
  const { cores, directory } = stage;
  const url = `http://127.0.0.1:${through.port}/1k`;
  const seconds = secondsOf(extent);
  const work = () => pacedLoad({ core: cores.load, url, rate, seconds, directory, ...(requests && { requests }) });
  const { cpu, result } = await cpuOf(through.pid, () => takenTime(cores.proxy, through, work));
  const [load, taken] = result;
  return { ...load, taken, busy: cpu / (seconds - LEAD_MS / 1000) };
}

function rowOf(part: "p50" | "p99", { rate, rounds }: Rounds): Row {
  const shown = (side: "own" | "other") => `${spread(rounds.map((round) => round[side][part])).value.toFixed(2)} ms`;
  const busy = spread(rounds.map(({ own }) => own.busy)).value;
  return {
    what: `${part} of encoded GETs at ${rate}/s, relay ${(busy * 100).toFixed(0)} % busy`,
    relay: shown("own"),
    nginx: shown("other"),
    ...spread(rounds.map(({ own, other }) => own[part] / other[part])),
  };
}

function warn(rounds: readonly Round[], rate: number): void {
  const taken = Math.max(...rounds.flatMap(({ own, other }) => [own.taken, other.taken]));
  if (taken > MOST_TAKEN) {
    console.log(
      `latency at ${rate}/s: others, or the host, took up to ${(taken * 100).toFixed(0)} % of the core of the proxies, which may be all that the figures show`,
    );
  }
  const rates = rounds.flatMap(({ own, other }) => [own.rate, other.rate]);
  const off = rates.filter((each) => Math.abs(each / rate - 1) > MOST_OFF).map((each) => each.toFixed(0));
  if (off.length > 0) console.log(`latency: ${off.join(", ")} requests a second were sent instead of ${rate}`);
}
