import type { Extent } from "./load/extent.ts";
import { cpuOf, drive, type MeasuredProxy, moveBodies, type Traffic, warmUp } from "./load/traffic.ts";
import { ANSWERS } from "./machine/nginx.ts";
import type { Stage } from "./machine/stage.ts";
import { type Row, spread } from "./row.ts";

/** The rows, and the figures that later measurements need. */
export interface Capacity {
  readonly rows: readonly Row[];
  /** CPU time of one sealed GET of 1 KB; microseconds. */
  readonly sealedCost: number;
}

const CONNECTIONS = { "1k": 64, "1m": 16, "50m": 2 } as const;
/** Sealed requests that no core can answer in a second. */
const ENOUGH_A_SECOND = { "1m": 4000, "50m": 80 } as const;
const UPLOAD = { bytes: ANSWERS["50m"], count: 4 };

/** How much CPU time each kind of traffic costs the relay and nginx, in rounds that take turns. */
export async function measureCapacity(stage: Stage, extent: Extent): Promise<Capacity> {
  const memory = await stage.startRelay({});
  const redis = await stage.startRelay({ REDIS_URL: stage.redisUrl });
  const { proxy } = stage;
  const traffic = (through: MeasuredProxy, target: keyof typeof CONNECTIONS, sealed: boolean): Traffic => ({
    stage,
    through,
    target,
    sealed,
    connections: CONNECTIONS[target],
  });
  await warmUp(traffic(memory, "1k", false), extent.warmUp);
  const enough = await warmUp(traffic(memory, "1k", true), extent.warmUp);
  await warmUp(traffic(redis, "1k", true), extent.warmUp);
  await drive(traffic(memory, "1m", true), { seconds: 1, requests: ENOUGH_A_SECOND["1m"], cutAnswersCount: true });
  const costs = new Map<string, number[]>();
  const note = (name: string, cost: number) => void costs.set(name, [...(costs.get(name) ?? []), cost]);

  /** Microseconds a request, of small ones. */
  async function perRequest(name: string, one: Traffic) {
    // The previous traffic was of another kind: V8 deoptimises some code and compiles it again.
    await drive(one, { seconds: 1, requests: enough });
    const limits = { seconds: extent.seconds, requests: enough * extent.seconds };
    const { cpu, result } = await cpuOf(one.through.pid, () => drive(one, limits));
    note(name, (cpu * 1e6) / result.requests);
  }
  /** Microseconds a MB received; requests that are cut off at the end count with the bytes they transferred. */
  async function perMegabyte(name: string, size: keyof typeof ENOUGH_A_SECOND, through: MeasuredProxy) {
    const one = traffic(through, size, through !== proxy);
    const limits = { seconds: extent.seconds, requests: ENOUGH_A_SECOND[size] * extent.seconds, cutAnswersCount: true };
    const { cpu, result } = await cpuOf(one.through.pid, () => drive(one, limits));
    note(name, (cpu * 1e12) / result.bytes);
  }
  async function perUpload(name: string, { pid, port }: MeasuredProxy, mode: "sealed-up" | "clear-up") {
    const { cpu } = await cpuOf(pid, () => moveBodies(stage, port, mode, UPLOAD));
    note(name, (cpu * 1e12) / (UPLOAD.bytes * UPLOAD.count));
  }

  for (let round = 0; round < extent.rounds; round++) {
    await perRequest("nginx 1k", traffic(proxy, "1k", false));
    await perRequest("clear 1k", traffic(memory, "1k", false));
    await perRequest("sealed 1k", traffic(memory, "1k", true));
    await perRequest("redis 1k", traffic(redis, "1k", true));
    for (const size of ["1m", "50m"] as const) {
      await perMegabyte(`nginx ${size}`, size, proxy);
      await perMegabyte(`sealed ${size}`, size, memory);
    }
    await perUpload("nginx up", proxy, "clear-up");
    await perUpload("sealed up", memory, "sealed-up");
  }
  await memory.stop();
  await redis.stop();

  const row = (what: string, relay: string, nginx: string, unit: string, least?: number): Row => {
    const [own, other] = [costs.get(relay) ?? [], costs.get(nginx) ?? []];
    const ratios = own.map((cost, round) => (other[round] as number) / cost);
    const shown = (values: number[]) => `${spread(values).value.toFixed(1)} ${unit}`;
    return { what, relay: shown(own), nginx: shown(other), ...spread(ratios), ...(least !== undefined && { gate: { least } }) };
  };
  return {
    sealedCost: spread(costs.get("sealed 1k") ?? []).value,
    rows: [
      row("pass-through GET 1 KB", "clear 1k", "nginx 1k", "us", 0.3),
      row("encoded GET 1 KB, memory", "sealed 1k", "nginx 1k", "us", 0.2),
      row("encoded GET 1 KB, Redis", "redis 1k", "nginx 1k", "us", 0.17),
      row("encoded answer 1 MB", "sealed 1m", "nginx 1m", "us/MB", 0.4),
      row("encoded answer 50 MB, streamed", "sealed 50m", "nginx 50m", "us/MB", 0.8),
      row("encoded upload 50 MB, streamed", "sealed up", "nginx up", "us/MB", 0.55),
    ],
  };
}
