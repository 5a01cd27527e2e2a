import type { CryptoKey } from "hpke";
import { PAIR_IDLE_MS, PAIR_LIFE_MS, PAIR_MESSAGES, PAIR_UNCONFIRMED_MS } from "../../src/codec/roc1/format.ts";

/** The client stops using a pair this many milliseconds before the relay does, because a request takes time to arrive. */
const SAFETY_MARGIN_MS = 5_000;
/** The part of a pair's lifetime or messages after which its successor is made. */
const RENEWAL_PART = 0.75;

/** What client and relay share after a pairing. It is kept in memory only, and none of its keys can be read. */
export interface Pair {
  readonly id: string;
  /** Signed by the relay; the first field of every `x-mte-relay`. */
  readonly clientId: string;
  readonly secret: CryptoKey;
  readonly tagKey: CryptoKey;
  /** Takes the next sequence number; undefined when there is none left. */
  takeSequence(): number | undefined;
  /** Milliseconds since the answer to the pairing, never from earlier; the clock is monotonic. */
  age(): number;
  /** The relay has sent an authentic answer, so it keeps the pair for its whole lifetime. */
  confirm(): void;
  /** Milliseconds since the relay last showed that it knows the pair. */
  sinceConfirmedMs(): number;
  isUsable(): boolean;
  /** Whether the next pair should be made now. */
  isExpiring(): boolean;
}

/** Limits that the relay has set. They may be narrower than the client's own. */
export interface PairLimits {
  readonly messages: number;
  readonly idleMs: number;
  readonly lifeMs: number;
}

/** Makes a pair whose lifetime begins now. */
export function createPair(
  keys: Pick<Pair, "id" | "clientId" | "secret" | "tagKey">,
  limits: PairLimits,
  now: () => number = () => performance.now(),
): Pair {
  const messages = Math.min(limits.messages, PAIR_MESSAGES);
  const idleMs = Math.min(limits.idleMs, PAIR_IDLE_MS) - SAFETY_MARGIN_MS;
  const lifeMs = Math.min(limits.lifeMs, PAIR_LIFE_MS) - SAFETY_MARGIN_MS;
  const createdAt = now();
  let lastUsedAt = createdAt;
  let sequence = 0;
  let confirmedAt = createdAt;
  let isConfirmed = false;
  return {
    ...keys,
    takeSequence: () => {
      if (sequence >= messages) return undefined;
      lastUsedAt = now();
      return sequence++;
    },
    age: () => now() - createdAt,
    confirm: () => {
      isConfirmed = true;
      confirmedAt = now();
    },
    sinceConfirmedMs: () => now() - confirmedAt,
    isUsable: () =>
      sequence < messages &&
      now() - createdAt < (isConfirmed ? lifeMs : Math.min(lifeMs, PAIR_UNCONFIRMED_MS - SAFETY_MARGIN_MS)) &&
      now() - lastUsedAt < idleMs,
    isExpiring: () => sequence >= messages * RENEWAL_PART || now() - createdAt >= lifeMs * RENEWAL_PART,
  };
}
