import { NetworkHoldings } from "./network-holdings.ts";

/** What a relay puts into Redis on behalf of its clients. */
export type Held = "pair" | "claim";

/** Bytes of one in Redis, with its key, its expiry and Redis' own tables; a pair with all its sequence numbers used. */
const BYTES: Readonly<Record<Held, number>> = { pair: 1536, claim: 256 };

/**
 * The part of the server's memory up to which new things are put there. A claim can be refused without harm to anybody else, so claims
 * stop first; the rest is for pairs in use, whose bitmaps grow.
 */
const LIMIT: Readonly<Record<Held, number>> = { claim: 0.75, pair: 0.9 };

/** A pair is reckoned with for as long as one lives without a request; milliseconds. */
const PAIR_MS = 900_000;

/** Bytes that this process puts into a server that has no limit of its own, or does not say it. */
const UNKNOWN_LIMIT_BYTES = 128 * 2 ** 20;

/** What a server says of its memory. */
interface Memory {
  /** Bytes. */
  readonly used: number;
  /** Bytes; 0: no limit. */
  readonly max: number;
}

/** How much may still be put into a Redis that all clients share, and by whom: see {@link Shares} for the rule. */
export class RedisCapacity {
  readonly #holdings: NetworkHoldings;
  #memory: Memory | undefined;
  #policy: string | undefined;
  /** Bytes put there since the server said how much it holds. */
  #added = 0;

  constructor(now: () => number) {
    this.#holdings = new NetworkHoldings(now);
  }

  /** Takes the server's answers to `INFO memory` and `CONFIG GET maxmemory-policy`; undefined where it gives none. */
  look(info: string | undefined, policy: string | undefined): void {
    this.#holdings.expire();
    const field = (name: string) => info?.match(new RegExp(`^${name}:(\\S+)`, "m"))?.[1];
    const [used, max] = [field("used_memory"), field("maxmemory")];
    this.#memory = used === undefined || max === undefined ? undefined : { used: Number(used), max: Number(max) };
    this.#policy = policy ?? field("maxmemory_policy");
    this.#added = 0;
  }

  /** The server's `maxmemory-policy`, where it takes effect; undefined where the server does not say it. */
  get policy(): string | undefined {
    return this.#memory?.max === 0 ? "noeviction" : this.#policy;
  }

  /** Whether the server may drop what it was given, as far as anybody knows. */
  get mayEvict(): boolean {
    return this.policy !== "noeviction";
  }

  /** False where one more would be more than the network's share. */
  take(held: Held, network: string, ttlMs: number): boolean {
    const bytes = BYTES[held];
    if (this.#holdings.of(network) + bytes > this.#free(held)) return false;
    this.#holdings.add(network, bytes, lifeOf(held, ttlMs));
    this.#added += bytes;
    return true;
  }

  /** Gives back what was not stored after all. */
  give(held: Held, network: string, ttlMs: number): void {
    this.#holdings.remove(network, BYTES[held], lifeOf(held, ttlMs));
    this.#added -= BYTES[held];
  }

  #free(held: Held): number {
    const own = UNKNOWN_LIMIT_BYTES - this.#holdings.total;
    if (this.#memory === undefined || this.#memory.max === 0) return own;
    return this.#memory.max * LIMIT[held] - this.#memory.used - this.#added;
  }
}

function lifeOf(held: Held, ttlMs: number): number {
  return held === "pair" ? PAIR_MS : ttlMs;
}
