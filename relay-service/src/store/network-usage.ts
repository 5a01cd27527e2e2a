/** Entries that were stored within one period expire together. */
interface Period {
  readonly startedAt: number;
  /** Bytes stored by each network. */
  readonly bytes: Map<string, number>;
}

/** A time to live is divided into this many periods. */
const PERIODS = 32;

/**
 * Estimates how many bytes each client network has in a store that this process cannot inspect, from what this process has stored there.
 */
export class NetworkUsage {
  readonly #now: () => number;
  readonly #used = new Map<string, number>();
  /** The periods of each time to live, the oldest first. */
  readonly #periods = new Map<number, Period[]>();
  #total = 0;

  /** `now`: a monotonic clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get total(): number {
    return this.#total;
  }

  of(network: string): number {
    return this.#used.get(network) ?? 0;
  }

  add(network: string, bytes: number, ttlMs: number): void {
    const { bytes: stored } = this.#current(ttlMs);
    stored.set(network, (stored.get(network) ?? 0) + bytes);
    this.#change(network, bytes);
  }

  /** Reverts add() for an entry that was not stored after all. */
  remove(network: string, bytes: number, ttlMs: number): void {
    const { bytes: stored } = this.#current(ttlMs);
    stored.set(network, (stored.get(network) ?? 0) - bytes);
    this.#change(network, -bytes);
  }

  /** Removes the entries that have expired. */
  expire(): void {
    const now = this.#now();
    for (const [ttlMs, periods] of this.#periods) {
      // The last entry of a period expires `ttlMs` after the end of the period.
      while (periods[0] !== undefined && now >= periods[0].startedAt + ttlMs + ttlMs / PERIODS) {
        for (const [network, bytes] of (periods.shift() as Period).bytes) this.#change(network, -bytes);
      }
    }
  }

  clear(): void {
    this.#used.clear();
    this.#periods.clear();
    this.#total = 0;
  }

  #current(ttlMs: number): Period {
    const now = this.#now();
    let periods = this.#periods.get(ttlMs);
    if (periods === undefined) {
      periods = [];
      this.#periods.set(ttlMs, periods);
    }
    const last = periods.at(-1);
    if (last !== undefined && now < last.startedAt + ttlMs / PERIODS) return last;
    const next: Period = { startedAt: now, bytes: new Map() };
    periods.push(next);
    return next;
  }

  #change(network: string, bytes: number): void {
    this.#total += bytes;
    const used = this.of(network) + bytes;
    if (used > 0) this.#used.set(network, used);
    else this.#used.delete(network);
  }
}
