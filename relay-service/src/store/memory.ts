import { Shares } from "../limits/shares.ts";
import { keptBytes } from "../memory/kept-bytes.ts";
import { checkRecord, checkSequence } from "./bounds.ts";
import { type PairFormat, type PairStore, StoreFull, type Use } from "./pair-store.ts";

export interface MemoryStoreOptions {
  readonly format: PairFormat;
  /** Monotonic clock in milliseconds. */
  readonly clock?: () => number;
  /** Each pair takes up to 1.1 KiB. */
  readonly maxPairs?: number;
  readonly maxClaims?: number;
}

/** The memory store answers synchronously. */
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
  /** One bit for each sequence number, the highest bit of a byte first, as in Redis. It grows with the highest number used. */
  used: Buffer;
  expires: number;
  /** The earliest time at which the next use moves the pair to the end of its map. */
  movesAt: number;
}

const NONE: Use = { kind: "none" };
const REPLAY: Use = { kind: "replay" };
const NOTHING = Buffer.alloc(0);

/**
 * A pair in use moves to the end of its map at most once in this share of its time to live. Each move leaves a hole in the map, and with a move
 * for each request V8 would rebuild the map all the time. So the order of the map is accurate to this share.
 */
const ORDER_SHARE = 1 / 64;

/**
 * Pairs in the memory of one process, with the semantics of the Redis store. They are lost when the process ends, and no other process shares
 * them. An entry is never dropped before it expires.
 */
export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const { format, clock = () => performance.now(), maxPairs = 50_000, maxClaims = 50_000 } = options;
  // A Map keeps its insertion order, and the codec gives all pairs of one map the same time to live. So the first entry expires next (up to
  // ORDER_SHARE), and a sweep looks at expired entries only. With different times to live, entries would be dropped later, but never served:
  // each look-up checks the time.
  const fresh = new Map<string, Pair>();
  const used = new Map<string, Pair>();
  const claims = new Map<string, Entry>();
  const pairShares = new Shares(maxPairs);
  const claimShares = new Shares(maxClaims);
  const startedAt = clock();

  return {
    isReady: true,
    // Pairs of an earlier process are lost.
    pairsKeptMs: () => clock() - startedAt,
    sequencesKeptMs: Number.POSITIVE_INFINITY,

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

/** Sets the bit of a number. Returns false when it was already set. */
function mark(pair: Pair, sequence: number, messages: number): boolean {
  const byte = sequence >> 3;
  const bit = 0x80 >> (sequence & 7);
  if (byte >= pair.used.length) pair.used = grown(pair.used, byte + 1, messages);
  const before = pair.used[byte] ?? 0;
  pair.used[byte] = before | bit;
  return (before & bit) === 0;
}

/** Doubles the bitmap, so that it is copied ten times and not a thousand times until all numbers are used. */
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
