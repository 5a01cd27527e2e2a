import { Shares } from "../limits/shares.ts";
import { keptBytes } from "../memory/kept-bytes.ts";
import { checkRecord, checkSequence } from "./bounds.ts";
import { type PairFormat, type PairStore, StoreFull, type Use } from "./pair-store.ts";

export interface MemoryStoreOptions {
  readonly format: PairFormat;
  /** Milliseconds on a clock that never goes back. */
  readonly clock?: () => number;
  /** Pairs kept at most, each up to 1.1 KiB. */
  readonly maxPairs?: number;
  /** Claims kept at most. */
  readonly maxClaims?: number;
}

/** The memory store answers at once, so a caller need not wait. */
export interface MemoryStore extends PairStore {
  create(pairId: string, record: Buffer, ttlMs: number, network: string): boolean;
  use(pairId: string, sequence: number, idleMs: number): Use;
  claim(name: string, ttlMs: number, network: string): boolean;
  pairsKeptMs(): number;
}

interface Entry {
  readonly network: string;
  readonly expires: number;
}

interface Pair extends Entry {
  readonly record: Buffer;
  /** One bit a sequence number, the highest bit of a byte first, as Redis counts. It grows with the highest number seen. */
  used: Buffer;
  expires: number;
  /** When its place among the used ones is looked at again. */
  movesAt: number;
}

const NONE: Use = { kind: "none" };
const REPLAY: Use = { kind: "replay" };
const NOTHING = Buffer.alloc(0);

/**
 * A pair in use moves to the end of its map only once in this share of its time to live: a move for each request leaves holes in the
 * map, which V8 then builds anew all the time. So the order is right up to that share.
 */
const ORDER_SHARE = 1 / 64;

/**
 * Pairs in the memory of one process, with the semantics of the Redis store. It forgets everything at the end of the process and
 * shares nothing with another one. It never drops anything before its time.
 */
export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const { format, clock = () => performance.now(), maxPairs = 50_000, maxClaims = 50_000 } = options;
  // A Map keeps its insertion order. As the codec gives each pair of one map the same time to live, the first entry is the next
  // to expire (nearly: ORDER_SHARE), and nothing ever has to be searched. With other times entries are dropped later than they could
  // be, never served: each look-up checks the time too.
  const fresh = new Map<string, Pair>();
  const used = new Map<string, Pair>();
  const claims = new Map<string, Entry>();
  const pairShares = new Shares(maxPairs);
  const claimShares = new Shares(maxClaims);
  const begun = clock();

  return {
    ready: true,
    // The pairs of an earlier process are gone, and those of another one were never here.
    pairsKeptMs: () => clock() - begun,
    numbersKeptMs: Number.POSITIVE_INFINITY,

    create(pairId, record, ttlMs, network) {
      checkRecord(record, format);
      const now = clock();
      sweep(fresh, pairShares, now);
      sweep(used, pairShares, now);
      if (live(fresh, pairShares, pairId, now) || live(used, pairShares, pairId, now)) return false;
      if (!pairShares.take(network)) throw new StoreFull("pairs");
      fresh.set(pairId, { network, record: keptBytes(record), used: NOTHING, expires: now + ttlMs, movesAt: now });
      return true;
    },

    use(pairId, sequence, idleMs) {
      checkSequence(sequence, format);
      const now = clock();
      const pair = live(used, pairShares, pairId, now) ?? live(fresh, pairShares, pairId, now);
      if (!pair) return NONE;
      if (!mark(pair, sequence, format.messages)) return REPLAY;
      pair.expires = now + idleMs;
      if (now >= pair.movesAt) {
        pair.movesAt = now + idleMs * ORDER_SHARE;
        fresh.delete(pairId);
        used.delete(pairId);
        used.set(pairId, pair);
      }
      return { kind: "ok", record: pair.record };
    },

    claim(name, ttlMs, network) {
      const now = clock();
      sweep(claims, claimShares, now);
      if (live(claims, claimShares, name, now)) return false;
      if (!claimShares.take(network)) throw new StoreFull("claims");
      claims.set(name, { network, expires: now + ttlMs });
      return true;
    },

    async close() {
      for (const entries of [fresh, used, claims]) entries.clear();
    },
  };
}

/** Sets the bit of a number; false when it was set before. */
function mark(pair: Pair, sequence: number, messages: number): boolean {
  const byte = sequence >> 3;
  const bit = 0x80 >> (sequence & 7);
  if (byte >= pair.used.length) pair.used = grown(pair.used, byte + 1, messages);
  const before = pair.used[byte] ?? 0;
  pair.used[byte] = before | bit;
  return (before & bit) === 0;
}

/** Doubles the bitmap, so that a pair that uses all its numbers is copied ten times and not a thousand times. */
function grown(used: Buffer, bytes: number, messages: number): Buffer {
  const next = Buffer.alloc(Math.min(messages / 8, Math.max(bytes, used.length * 2)));
  used.copy(next);
  return next;
}

function live<E extends Entry>(entries: Map<string, E>, shares: Shares, key: string, now: number): E | undefined {
  const entry = entries.get(key);
  if (!entry || entry.expires > now) return entry;
  drop(entries, shares, key, entry);
  return undefined;
}

function sweep(entries: Map<string, Entry>, shares: Shares, now: number): void {
  for (const [key, entry] of entries) {
    if (entry.expires > now) return;
    drop(entries, shares, key, entry);
  }
}

function drop(entries: Map<string, Entry>, shares: Shares, key: string, { network }: Entry): void {
  entries.delete(key);
  shares.give(network);
}
