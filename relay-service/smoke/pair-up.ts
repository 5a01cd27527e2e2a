import { RelayError } from "../client/errors.ts";
import type { Pair } from "../client/message/pair.ts";
import { pairWith } from "../client/pairing/pairing.ts";
import type { Pin } from "../client/pairing/relay-identity.ts";
import { currentRuntime } from "../client/runtime.ts";
import type { RelayAccess } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";
import { unreachable } from "./unreachable.ts";

/** A pair, and what was seen while it was made. */
export interface PairedUp {
  readonly pair: Pair;
  readonly saw: string;
}

/** Milliseconds for a pairing with all its repetitions, which a busy relay asks for. */
const PAIRING_MS = 60_000;

/** Pairs with the relay, which has to sign with one of `keys`; they are pinned, or what it has just published. */
export async function checkPairing(relay: RelayAccess, keys: readonly Pin[], isPinned: boolean): Promise<PairedUp> {
  const { loadKeyExchange } = currentRuntime(
    undefined,
    async () => (await import("../client/kem/noble-key-exchange.ts")).nobleKeyExchange,
  );
  const exchange = await loadKeyExchange(relay.origin);
  const started = performance.now();
  try {
    const pair = await pairWith({ ...relay, pins: keys }, exchange, undefined, AbortSignal.timeout(PAIRING_MS));
    const milliseconds = Math.round(performance.now() - started);
    return { pair, saw: `a pair in ${milliseconds} ms, signed by the ${isPinned ? "pinned" : "published"} key` };
  } catch (error) {
    throw new Unmet(reasonOf(error, relay, isPinned));
  }
}

function reasonOf(error: unknown, { origin, page }: RelayAccess, isPinned: boolean): string {
  if (!(error instanceof RelayError) || error.code === "network") return unreachable(error);
  const key = isPinned ? "pinned" : "published";
  if (error.code === "identity") return `the pairing is not signed by the ${key} key: another relay, or somebody in between`;
  if (error.status === 403) {
    const known = `the relay does not know itself as ${origin} (PUBLIC_ORIGINS)`;
    return page === "node" ? `refused with 403: ${known}` : `refused with 403: ${known}, or not ${page} (CORS_ORIGINS)`;
  }
  if (error.status === 559) return "refused with 559: its store (REDIS_URL) does not answer";
  // What a client may try again begins as browsers begin.
  return error.message.replace(/^Failed to fetch \((.*)\)$/s, "$1");
}
