import { NetworkHoldings } from "./network-holdings.ts";
import type { PairFormat } from "./pair-store.ts";

/** What a relay puts into Redis on behalf of its clients. */
export type Held = "pair" | "claim";

/**
 * The part of the server's memory up to which new things are put there. A claim can be refused without harm to anybody else, so claims
 * stop first. What is above both is for the server's own tables and buffers.
 */
const LIMIT: Readonly<Record<Held, number>> = { claim: 0.75, pair: 0.9 };

/** Bytes of a claim in Redis, with its key, its expiry and the server's own tables. Measured: 144 to 170. */
const CLAIM_BYTES = 256;

/** Bytes that this process puts into a server that has no limit of its own, or does not say it. */
const UNKNOWN_LIMIT_BYTES = 128 * 2 ** 20;

/**
 * The part of what was free that may be put there before the server is asked again. Other relays put things there too: with this part,
 * 16 of them that have all heard the same answer do not fill the server together.
 */
const UNASKED_PART = 1 / 16;

/** What a server says of its memory. */
interface Memory {
  /** Bytes. */
  readonly used: number;
  /** Bytes; 0: no limit. */
  readonly max: number;
}

/** How much may still be put into a Redis that all clients share, and by whom: see `Shares` for the rule. */
export class RedisCapacity {
  readonly #holdings: NetworkHoldings;
  readonly #bytes: Readonly<Record<Held, number>>;
  readonly #pairMs: number;
  #memory: Memory | undefined;
  /** What the server held when it was first asked. */
  #usedAtFirst: number | undefined;
  /** Bytes put there since the server said how much it holds. */
  #added = 0;

  constructor(format: PairFormat, now: () => number) {
    this.#holdings = new NetworkHoldings(now);
    this.#bytes = { pair: bytesOfPair(format), claim: CLAIM_BYTES };
    // Whether a pair is used, or by whom, is not looked at: each is reckoned with for as long as one can live.
    this.#pairMs = format.lifeMs;
  }

  /** To be called when the server is asked for `INFO memory`; returns the one who takes its answer, undefined where it gives none. */
  asked(): (info: string | undefined) => void {
    const counted = this.#added;
    return (info) => {
      this.#holdings.expire();
      const field = (name: string) => info?.match(new RegExp(`^${name}:(\\d+)`, "m"))?.[1];
      const [used, max] = [field("used_memory"), field("maxmemory")];
      this.#memory = used === undefined || max === undefined ? undefined : { used: Number(used), max: Number(max) };
      this.#usedAtFirst ??= this.#memory?.used;
      // What was put there after the question may not be in the answer.
      this.#added = Math.max(0, this.#added - counted);
    };
  }

  /** Forgets what was put there: the server has lost everything. */
  lost(): void {
    this.#holdings.clear();
    this.#usedAtFirst = undefined;
  }

  /** Whether so much was put there since the server's last answer that this answer says too little. */
  get isStale(): boolean {
    return this.#hasLimit && this.#added > UNASKED_PART * Math.max(0, this.#free("pair") + this.#added);
  }

  /** False where one more would be more than the network's share. */
  take(held: Held, network: string, ttlMs: number): boolean {
    const bytes = this.#bytes[held];
    if (this.#holdings.of(network) + bytes > this.#free(held)) return false;
    this.#holdings.add(network, bytes, this.#lifeOf(held, ttlMs));
    this.#added += bytes;
    return true;
  }

  /** Gives back what was not stored after all. */
  give(held: Held, network: string, ttlMs: number): void {
    this.#holdings.remove(network, this.#bytes[held], this.#lifeOf(held, ttlMs));
    this.#added = Math.max(0, this.#added - this.#bytes[held]);
  }

  get #hasLimit(): boolean {
    return this.#memory !== undefined && this.#memory.max > 0;
  }

  #free(held: Held): number {
    if (this.#memory !== undefined && this.#hasLimit) return this.#memory.max * LIMIT[held] - this.#memory.used - this.#added;
    // Much of what this process has put there may have gone early: the server then holds less than is reckoned with.
    const grown =
      this.#memory === undefined || this.#usedAtFirst === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(0, this.#memory.used - this.#usedAtFirst) + this.#added;
    return UNKNOWN_LIMIT_BYTES - Math.min(this.#holdings.total, grown);
  }

  #lifeOf(held: Held, ttlMs: number): number {
    return held === "pair" ? this.#pairMs : ttlMs;
  }
}

/** An allocator rounds up by a quarter at most; the rest is the key, its expiry and the server's own tables. Measured: 1424 to 1450. */
function bytesOfPair({ recordBytes, messages }: PairFormat): number {
  return 1.25 * (recordBytes + messages / 8) + 160;
}
