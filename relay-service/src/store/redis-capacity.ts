import { NetworkUsage } from "./network-usage.ts";
import type { PairFormat } from "./pair-store.ts";

/** The kinds of entries that a relay stores in Redis. */
export type EntryKind = "pair" | "claim";

/**
 * New entries of a kind are refused when the server's memory is used up to this fraction. Claims are refused first, because that harms only the
 * client that asks. The rest of the memory is for the server's own tables and buffers.
 */
const MAX_USED_FRACTION: Readonly<Record<EntryKind, number>> = { claim: 0.75, pair: 0.9 };

/** Bytes of a claim in Redis, with its key, its expiry and the server's own tables. Measured: 144 to 170. */
const CLAIM_BYTES = 256;

/** What this process may store in a server that has no `maxmemory`, or does not report it. */
const DEFAULT_LIMIT_BYTES = 128 * 2 ** 20;

/**
 * The fraction of the free memory that a process may use before it asks the server again. Other relays store entries too: with this fraction, 16
 * relays that all got the same answer do not fill the server together.
 */
const MAX_UNREPORTED_FRACTION = 1 / 16;

/** The server's memory as it reports it. */
interface Memory {
  readonly usedBytes: number;
  /** 0 means no limit. */
  readonly maxBytes: number;
}

/** Decides whether a client network may store another entry in a Redis that all clients share. See `Shares` for the rule. */
export class RedisCapacity {
  readonly #usage: NetworkUsage;
  readonly #entryBytes: Readonly<Record<EntryKind, number>>;
  readonly #pairLifeMs: number;
  #memory: Memory | undefined;
  /** The memory that the server used when it first reported. */
  #initialUsedBytes: number | undefined;
  /** Bytes stored since the server last reported its memory. */
  #addedBytes = 0;

  constructor(format: PairFormat, now: () => number) {
    this.#usage = new NetworkUsage(now);
    this.#entryBytes = { pair: bytesOfPair(format), claim: CLAIM_BYTES };
    // This process does not know which pairs other relays use, so each pair counts for the longest time that it can live.
    this.#pairLifeMs = format.lifeMs;
  }

  /** Call it when `INFO` is sent. Pass the answer to the function that it returns; undefined when the server refuses `INFO`. */
  beginObservation(): (info: string | undefined) => void {
    const addedBefore = this.#addedBytes;
    return (info) => {
      this.#usage.expire();
      const field = (name: string) => info?.match(new RegExp(`^${name}:(\\d+)`, "m"))?.[1];
      const [used, max] = [field("used_memory"), field("maxmemory")];
      this.#memory = used === undefined || max === undefined ? undefined : { usedBytes: Number(used), maxBytes: Number(max) };
      this.#initialUsedBytes ??= this.#memory?.usedBytes;
      // Entries that were stored after `INFO` was sent may not be in its answer.
      this.#addedBytes = Math.max(0, this.#addedBytes - addedBefore);
    };
  }

  /** The server has lost its data. */
  lost(): void {
    this.#usage.clear();
    this.#initialUsedBytes = undefined;
  }

  /** Whether this process has stored so much since the server's last report that it must ask again. */
  get isStale(): boolean {
    return this.#hasLimit && this.#addedBytes > MAX_UNREPORTED_FRACTION * Math.max(0, this.#free("pair") + this.#addedBytes);
  }

  /** Counts an entry. Returns false when it would exceed the network's share. */
  take(kind: EntryKind, network: string, ttlMs: number): boolean {
    const bytes = this.#entryBytes[kind];
    if (this.#usage.of(network) + bytes > this.#free(kind)) return false;
    this.#usage.add(network, bytes, this.#lifeOf(kind, ttlMs));
    this.#addedBytes += bytes;
    return true;
  }

  /** Reverts take() for an entry that was not stored after all. */
  give(kind: EntryKind, network: string, ttlMs: number): void {
    this.#usage.remove(network, this.#entryBytes[kind], this.#lifeOf(kind, ttlMs));
    this.#addedBytes = Math.max(0, this.#addedBytes - this.#entryBytes[kind]);
  }

  get #hasLimit(): boolean {
    return this.#memory !== undefined && this.#memory.maxBytes > 0;
  }

  #free(kind: EntryKind): number {
    if (this.#memory !== undefined && this.#hasLimit)
      return this.#memory.maxBytes * MAX_USED_FRACTION[kind] - this.#memory.usedBytes - this.#addedBytes;
    // Entries may have ended early, so the server may have grown by less than the estimate.
    const grownBytes =
      this.#memory === undefined || this.#initialUsedBytes === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(0, this.#memory.usedBytes - this.#initialUsedBytes) + this.#addedBytes;
    return DEFAULT_LIMIT_BYTES - Math.min(this.#usage.total, grownBytes);
  }

  #lifeOf(kind: EntryKind, ttlMs: number): number {
    return kind === "pair" ? this.#pairLifeMs : ttlMs;
  }
}

/** The allocator rounds up by at most a quarter. The rest is the key, its expiry and the server's own tables. Measured: 1424 to 1450. */
function bytesOfPair({ recordBytes, messages }: PairFormat): number {
  return 1.25 * (recordBytes + messages / 8) + 160;
}
