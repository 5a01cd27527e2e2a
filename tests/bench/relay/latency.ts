import type { Extent } from "./extent.ts";
import { type PacedLoad, pacedLoad, requestsFor } from "./paced-load.ts";
import { type Row, spread } from "./row.ts";
import { sealedRequests } from "./sealed-requests.ts";
import type { Stage } from "./stage.ts";
import { takenTime } from "./taken-time.ts";
import { sealedGets, type Traffic, warmUp } from "./traffic.ts";

/** Both under the same load, one straight after the other. */
interface Round {
  readonly own: PacedLoad;
  readonly other: PacedLoad;
  /** See {@link takenTime}; the larger one of the two. */
  readonly taken: number;
}

const WARM_UP_ROUNDS = 2;
/** Shares: a round in which more of the core was taken is measured again; a rate that is further off is told. */
const MOST_TAKEN = 0.03;
const MOST_OFF = 0.05;
/** For each round that is wanted; in a short run none is measured again. */
const mostRounds = ({ rounds }: Extent) => (rounds > 1 ? 3 * rounds : 1);

/** Latency of sealed GETs of 1 KB at half of the rate that one core can serve, and nginx's at the same rate, in rounds that take turns. */
export async function measureLatency(stage: Stage, extent: Extent, sealedCost: number): Promise<Row[]> {
  const { cores, directory, proxy } = stage;
  const rate = Math.round(0.5e6 / sealedCost);
  const seconds = extent.seconds + 1;
  const relay = await stage.startRelay({});
  await warmUp(sealedGets(stage, relay), extent.warmUp);

  const paced = ({ port }: Traffic["through"], requests: string[] | undefined) =>
    pacedLoad({ core: cores.load, url: `http://127.0.0.1:${port}/1k`, rate, seconds, directory, ...(requests && { requests }) });
  const seal = () => sealedRequests(relay.port, "1k", requestsFor({ rate, seconds }));
  // Requests that come one by one take other paths than full load: V8 compiles anew for seconds, on the core of the relay.
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await paced(relay, await seal());

  const measured: Round[] = [];
  const undisturbed = () => measured.filter(({ taken }) => taken <= MOST_TAKEN).length;
  while (undisturbed() < extent.rounds && measured.length < mostRounds(extent)) {
    const requests = await seal();
    const [other, takenFromOther] = await takenTime(cores.proxy, proxy, () => paced(proxy, undefined));
    const [own, takenFromOwn] = await takenTime(cores.proxy, relay, () => paced(relay, requests));
    measured.push({ own, other, taken: Math.max(takenFromOwn, takenFromOther) });
  }
  await relay.stop();

  // Chosen by what disturbed them, never by what came out.
  const rounds = measured.sort((a, b) => a.taken - b.taken).slice(0, extent.rounds);
  warn(rounds, rate);
  return (["p50", "p99"] as const).map((part) => {
    const shown = (side: "own" | "other") => `${spread(rounds.map((round) => round[side][part])).value.toFixed(2)} ms`;
    return {
      what: `${part} of encoded GETs at ${rate}/s, half load`,
      relay: shown("own"),
      nginx: shown("other"),
      ...spread(rounds.map(({ own, other }) => own[part] / other[part])),
      ...(part === "p99" && { gate: { most: 3 } }),
    };
  });
}

function warn(rounds: readonly Round[], rate: number): void {
  const taken = Math.max(...rounds.map((round) => round.taken));
  if (taken > MOST_TAKEN) {
    console.log(
      `latency: others, or the host, took up to ${(taken * 100).toFixed(0)} % of the core of the proxies, which may be all that the figures show`,
    );
  }
  const rates = rounds.flatMap(({ own, other }) => [own.rate, other.rate]);
  const off = rates.filter((each) => Math.abs(each / rate - 1) > MOST_OFF).map((each) => each.toFixed(0));
  if (off.length > 0) console.log(`latency: ${off.join(", ")} requests a second were sent instead of ${rate}`);
}
