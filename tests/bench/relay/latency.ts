import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Extent } from "./extent.ts";
import { runPinned } from "./pinned-process.ts";
import { type Row, spread } from "./row.ts";
import { sealedRequests } from "./sealed-requests.ts";
import type { Stage } from "./stage.ts";
import { sealedGets, warmUp } from "./traffic.ts";

interface Latency {
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly rate: number;
}

const WARM_UP_ROUNDS = 2;

/** Latency of sealed GETs of 1 KB at half of the rate that one core can serve, and nginx's at the same rate, in rounds that take turns. */
export async function measureLatency(stage: Stage, extent: Extent, sealedCost: number): Promise<Row[]> {
  const rate = Math.round(0.5e6 / sealedCost);
  const seconds = extent.seconds + 1;
  const relay = await stage.startRelay({});
  await warmUp(sealedGets(stage, relay), extent.warmUp);

  const paced = async (port: number, source: string) => {
    const script = join(import.meta.dirname, "paced-load.ts");
    const command = [process.execPath, "--no-warnings", script, `${port}`, `${rate}`, `${seconds}`, source];
    return JSON.parse(await runPinned(stage.cores.load, command, { nice: 19 })) as Latency;
  };
  const pacedRelay = async () => {
    const file = join(stage.directory, "paced");
    writeFileSync(file, (await sealedRequests(relay.port, "1k", Math.ceil(rate * seconds))).join("\0"), "latin1");
    return paced(relay.port, file);
  };
  // Requests that come one by one take other paths than full load: V8 compiles anew for seconds, on the core of the relay.
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await pacedRelay();
  const own: Latency[] = [];
  const other: Latency[] = [];
  for (let round = 0; round < extent.rounds; round++) {
    other.push(await paced(stage.proxy.port, "/1k"));
    own.push(await pacedRelay());
  }
  await relay.stop();

  return (["p50", "p99"] as const).map((part) => {
    const [a, b] = [own.map((each) => each[part]), other.map((each) => each[part])];
    return {
      what: `${part} of encoded GETs at ${rate}/s, half load`,
      relay: `${spread(a).value.toFixed(2)} ms`,
      nginx: `${spread(b).value.toFixed(2)} ms`,
      ...spread(a.map((value, round) => value / (b[round] as number))),
      ...(part === "p99" && { gate: { most: 3 } }),
    };
  });
}
