import type { Pair } from "../client/message/pair.ts";
import { checkLiveness } from "./liveness.ts";
import type { RelayAccess } from "./relay-access.ts";
import { exchangeGet, sealGet } from "./sealed-get.ts";
import { Unmet } from "./unmet.ts";

/** Milliseconds that half of the requests, and 95 of 100, have not taken. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

export interface Latency {
  readonly sealed: Percentiles;
  /** Of requests that the relay answers itself: the way to it and back. */
  readonly echo: Percentiles;
  readonly saw: string;
}

/** Sends `requests` sealed GETs and as many to the relay's echo, one after the other and in turns, so that both meet the same network. */
export async function checkLatency(relay: RelayAccess, pair: Pair, path: string, requests: number): Promise<Latency> {
  const times: Record<"sealed" | "echo", number[]> = { sealed: [], echo: [] };
  for (let count = 1; count <= requests; count++) {
    const started = performance.now();
    await checkLiveness(relay);
    times.echo.push(performance.now() - started);
    const sealed = await sealGet(pair, path);
    const { milliseconds } = await exchangeGet(relay, pair, sealed).catch((error: Error) => {
      throw new Unmet(`sealed request ${count} of ${requests}: ${error.message}`);
    });
    times.sealed.push(milliseconds);
  }
  const [sealed, echo] = [percentiles(times.sealed), percentiles(times.echo)];
  const shown = ({ p50, p95 }: Percentiles) => `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
  return { sealed, echo, saw: `${requests} sealed requests: ${shown(sealed)}; as many of the relay's echo: ${shown(echo)}` };
}

/** By nearest rank. At least one time. */
export function percentiles(milliseconds: readonly number[]): Percentiles {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const rank = (part: number) => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] as number;
  return { p50: rank(0.5), p95: rank(0.95) };
}
