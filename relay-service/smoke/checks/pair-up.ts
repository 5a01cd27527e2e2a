import { RelayError } from "../../client/errors.ts";
import type { Pair } from "../../client/message/pair.ts";
import { pairWith } from "../../client/pairing/pairing.ts";
import type { Pin } from "../../client/pairing/relay-identity.ts";
import { currentRuntime } from "../../client/runtime.ts";
import { CheckFailed } from "../check-failed.ts";
import { NOT_SERVED, type RelayAccess } from "../relay-access.ts";
import { unreachable } from "../unreachable.ts";

/** A new pair, and the finding about the pairing. */
export interface PairedUp {
  readonly pair: Pair;
  readonly saw: string;
}

/** Time limit of a pairing, including the retries that a busy relay asks for. */
const PAIRING_TIMEOUT_MS = 60_000;

/** Pairs with the relay, which must sign with one of `keys`: the pinned ones, or those that it has just published. */
export async function checkPairing(relay: RelayAccess, keys: readonly Pin[], isPinned: boolean): Promise<PairedUp> {
  const { loadKeyExchange } = currentRuntime(
    undefined,
    async () => (await import("../../client/kem/noble-key-exchange.ts")).nobleKeyExchange,
  );
  const exchange = await loadKeyExchange(relay.origin);
  const started = performance.now();
  try {
    const pair = await pairWith({ ...relay, pins: keys }, exchange, undefined, AbortSignal.timeout(PAIRING_TIMEOUT_MS));
    const milliseconds = Math.round(performance.now() - started);
    return { pair, saw: `a pair in ${milliseconds} ms, signed by the ${isPinned ? "pinned" : "published"} key` };
  } catch (error) {
    throw new CheckFailed(reasonOf(error, relay, isPinned));
  }
}

function reasonOf(error: unknown, { origin, page }: RelayAccess, isPinned: boolean): string {
  if (!(error instanceof RelayError) || error.code === "network") return unreachable(error);
  const key = isPinned ? "pinned" : "published";
  if (error.code === "identity") return `the pairing is not signed by the ${key} key: another relay or an intermediary answers`;
  if (error.status === 403) {
    const own = `${origin} is not in the relay's PUBLIC_ORIGINS`;
    return page === "node" ? `refused with 403: ${own}` : `refused with 403: ${own}, or ${page} is not in its CORS_ORIGINS`;
  }
  if (error.status === 421) return `refused with 421: ${NOT_SERVED}`;
  if (error.status === 559) return "refused with 559: its store (REDIS_URL) does not answer";
  // The messages of retryable errors begin like those of browsers.
  return error.message.replace(/^Failed to fetch \((.*)\)$/s, "$1");
}
