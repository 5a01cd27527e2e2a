/** What was made in one stretch of time, and goes at the same time. */
interface Period {
  readonly begun: number;
  readonly bytes: Map<string, number>;
}

/** Things that live for a time are forgotten in this many steps of it. */
const STEPS = 32;

/** How many bytes each client network has in a store that this process cannot see into, reckoned by what it has put there. */
export class NetworkHoldings {
  readonly #now: () => number;
  readonly #held = new Map<string, number>();
  /** By the time that their things live, the oldest first. */
  readonly #periods = new Map<number, Period[]>();
  #total = 0;

  /** `now` in milliseconds on a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get total(): number {
    return this.#total;
  }

  of(network: string): number {
    return this.#held.get(network) ?? 0;
  }

  add(network: string, bytes: number, ttlMs: number): void {
    const { bytes: made } = this.#current(ttlMs);
    made.set(network, (made.get(network) ?? 0) + bytes);
    this.#change(network, bytes);
  }

  /** Takes back what was just added and is not held after all. */
  remove(network: string, bytes: number, ttlMs: number): void {
    const { bytes: made } = this.#current(ttlMs);
    made.set(network, (made.get(network) ?? 0) - bytes);
    this.#change(network, -bytes);
  }

  /** Forgets what has reached its end. */
  expire(): void {
    const now = this.#now();
    for (const [ttlMs, periods] of this.#periods) {
      // Everything of a period lives for `ttlMs` after the period's own end.
      while (periods[0] !== undefined && now >= periods[0].begun + ttlMs + ttlMs / STEPS) {
        for (const [network, bytes] of (periods.shift() as Period).bytes) this.#change(network, -bytes);
      }
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#held.clear();
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
    if (last !== undefined && now < last.begun + ttlMs / STEPS) return last;
    const next: Period = { begun: now, bytes: new Map() };
    periods.push(next);
    return next;
  }

  #change(network: string, bytes: number): void {
    this.#total += bytes;
    const held = this.of(network) + bytes;
    if (held > 0) this.#held.set(network, held);
    else this.#held.delete(network);
  }
}
