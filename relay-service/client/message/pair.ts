import type { CryptoKey } from "hpke";
import { PAIR_IDLE_MS, PAIR_LIFE_MS, PAIR_MESSAGES, PAIR_UNCONFIRMED_MS } from "../../src/codec/roc1/format.ts";

/** The client gives up a pair earlier than the relay by this many milliseconds, as a request takes time to arrive. */
const EARLY_MS = 5_000;
/** The part of its life or messages after which a pair's successor is made. */
const WORN = 0.75;

/** What client and relay share after a pairing. It lives in memory only, and none of its keys can be read. */
export interface Pair {
  readonly id: string;
  /** As the relay has signed it; the first field of every header. */
  readonly clientId: string;
  readonly secret: CryptoKey;
  readonly tagKey: CryptoKey;
  /** The next sequence number, used up by this very call; undefined when there is none left. */
  takeSequence(): number | undefined;
  /** Milliseconds since the pairing; the clock is monotonic. */
  age(): number;
  /** The relay has given an authentic answer: it keeps the pair from now on. */
  confirm(): void;
  /** Milliseconds since the relay has last shown that it knows the pair. */
  unheardMs(): number;
  isUsable(): boolean;
  /** Whether it is time to make the next pair. */
  isWorn(): boolean;
}

/** Limits that the relay has told, which may be narrower than the client's own. Milliseconds. */
export interface PairLimits {
  readonly messages: number;
  readonly idleMs: number;
  readonly lifeMs: number;
}

/** Makes a pair whose life begins now. */
export function createPair(
  keys: Pick<Pair, "id" | "clientId" | "secret" | "tagKey">,
  told: PairLimits,
  now: () => number = () => performance.now(),
): Pair {
  const messages = Math.min(told.messages, PAIR_MESSAGES);
  const idleMs = Math.min(told.idleMs, PAIR_IDLE_MS) - EARLY_MS;
  const lifeMs = Math.min(told.lifeMs, PAIR_LIFE_MS) - EARLY_MS;
  const born = now();
  let used = born;
  let sequence = 0;
  let heard = born;
  let confirmed = false;
  return {
    ...keys,
    takeSequence: () => {
      if (sequence >= messages) return undefined;
      used = now();
      return sequence++;
    },
    age: () => now() - born,
    confirm: () => {
      confirmed = true;
      heard = now();
    },
    unheardMs: () => now() - heard,
    isUsable: () =>
      sequence < messages &&
      now() - born < (confirmed ? lifeMs : Math.min(lifeMs, PAIR_UNCONFIRMED_MS - EARLY_MS)) &&
      now() - used < idleMs,
    isWorn: () => sequence >= messages * WORN || now() - born >= lifeMs * WORN,
  };
}
