import type { KeyExchange } from "../kem/key-exchange.ts";
import { createPairKeeper, type PairKeeper } from "./pair-keeper.ts";
import { pairWith, type RelayAddress } from "./pairing.ts";

/** What a client keeps about one relay. */
export interface RelaySession {
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly pairs: PairKeeper;
  /** Whether requests can be sent as streams: "untried" until one arrived, "no" after one was refused. */
  streams: "yes" | "no" | "untried";
}

/** Nothing is sent before the first call. */
export function createRelaySession(
  address: RelayAddress,
  loadKeyExchange: (relayUrl: string) => Promise<KeyExchange>,
  streams: RelaySession["streams"],
): RelaySession {
  const { origin } = address;
  return {
    origin,
    fetch: address.fetch,
    streams,
    pairs: createPairKeeper(async (clientId, signal) => pairWith(address, await loadKeyExchange(origin), clientId, signal)),
  };
}
