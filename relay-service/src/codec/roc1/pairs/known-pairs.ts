import { Recent } from "../../../memory/recent.ts";
import { PAIR_IDLE_MS, PAIR_LIFE_MS } from "../format.ts";
import type { HmacKey } from "../keys/hmac.ts";
import { pairMadeAt } from "./pair-id.ts";
import type { Pair } from "./pair-record.ts";

const SWEEP_MS = 60_000;

/** What the relay caches of a pair that has sent an authentic request. */
export interface KnownPair {
  readonly clientId: string;
  readonly headerKey: HmacKey;
  /** The record that `pair` was unwrapped from. It is valid only while the store returns the same bytes. */
  record: Buffer | undefined;
  pair: Pair | undefined;
  /** When it was made, by its id, in milliseconds of the relays' clock; undefined if its id does not contain the time. */
  readonly madeAt: number | undefined;
  /** When it was last used, in milliseconds of the relay's clock. */
  usedAt: number;
}

/**
 * A cache of the pairs in use, which saves deriving and unwrapping their keys for each request. The store decides: it is asked each
 * time, and an entry is valid only for the record that it returns. Entries are dropped within a minute after the end of their pair, as
 * whoever obtains the relay's memory later must not find keys of pairs that have ended.
 */
export class KnownPairs {
  readonly #pairs = new Recent<KnownPair>(10_000);
  readonly #clock: () => number;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get(pairId: string, clientId: string): KnownPair | undefined {
    const known = this.#pairs.get(pairId);
    return known?.clientId === clientId ? known : undefined;
  }

  /** Adds a pair. Only for requests with a correct tag, so that forgeries cannot evict anything. */
  add(pairId: string, clientId: string, headerKey: HmacKey): KnownPair {
    const now = this.#clock();
    const known = { clientId, headerKey, record: undefined, pair: undefined, madeAt: pairMadeAt(pairId, now), usedAt: now };
    this.#pairs.set(pairId, known);
    this.#sweeping ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
    return known;
  }

  #sweep(): void {
    const now = this.#clock();
    const left = this.#pairs.sweep(
      ({ pair, usedAt }) => now - usedAt >= PAIR_IDLE_MS || (pair !== undefined && now - pair.madeAt >= PAIR_LIFE_MS),
    );
    if (left > 0) return;
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
  }
}
