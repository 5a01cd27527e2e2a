import type { Pair } from "../../client/message/pair.ts";
import { CheckFailed } from "../check-failed.ts";
import type { RelayAccess } from "../relay-access.ts";
import { checkLiveness } from "./liveness.ts";
import { exchangeGet, sealGet } from "./sealed-get.ts";

/** Percentiles of latency in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

export interface Latency {
  readonly sealed: Percentiles;
  /** Of requests that the relay answers itself, so it is mostly the network's latency. */
  readonly echo: Percentiles;
  readonly saw: string;
}

/** Sends `requests` sealed GETs and as many requests to the relay's echo, alternately, so that both see the same network conditions. */
export async function checkLatency(relay: RelayAccess, pair: Pair, path: string, requests: number): Promise<Latency> {
  const times: Record<"sealed" | "echo", number[]> = { sealed: [], echo: [] };
  for (let count = 1; count <= requests; count++) {
    const started = performance.now();
    await checkLiveness(relay);
    times.echo.push(performance.now() - started);
    const sealed = await sealGet(pair, path);
    const { milliseconds } = await exchangeGet(relay, pair, sealed).catch((error: Error) => {
      throw new CheckFailed(`sealed request ${count} of ${requests}: ${error.message}`);
    });
    times.sealed.push(milliseconds);
  }
  const [sealed, echo] = [percentiles(times.sealed), percentiles(times.echo)];
  const shown = ({ p50, p95 }: Percentiles) => `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
  return { sealed, echo, saw: `${requests} sealed requests: ${shown(sealed)}; as many of the relay's echo: ${shown(echo)}` };
}

/** Computes percentiles by nearest rank. Needs at least one value. */
export function percentiles(milliseconds: readonly number[]): Percentiles {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const rank = (part: number) => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] as number;
  return { p50: rank(0.5), p95: rank(0.95) };
}
