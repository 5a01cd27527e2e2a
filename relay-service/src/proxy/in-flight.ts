import type { Exchange } from "./exchange.ts";

/** The requests that the relay works on now, bounded, and looked after by one clock instead of a timer for each. */
export class InFlight {
  /**
   * Each exchange knows its place. Not a Set: as entries come and go V8 copies it into new tables, the old ones point to the new,
   * and once a dead table has become old it keeps everything after it alive until the next full collection.
   */
  readonly #exchanges: Exchange[] = [];
  readonly #max: number;
  readonly #now: () => number;
  #accepting = 0;

  constructor(options: { max: number; now: () => number }) {
    this.#max = options.max;
    this.#now = options.now;
  }

  get size(): number {
    return this.#exchanges.length + this.#accepting;
  }

  get isFull(): boolean {
    return this.size >= this.#max;
  }

  /** Counts a request that waits for the store; the returned function ends that. */
  reserve(): () => void {
    this.#accepting++;
    return () => {
      this.#accepting--;
    };
  }

  add(exchange: Exchange): void {
    exchange.place = this.#exchanges.push(exchange) - 1;
  }

  delete(exchange: Exchange): void {
    const last = this.#exchanges.pop();
    if (last === undefined || last === exchange) return;
    this.#exchanges[exchange.place] = last;
    last.place = exchange.place;
  }

  /** Ends what has waited too long. */
  check(): void {
    const now = this.#now();
    for (const exchange of [...this.#exchanges]) exchange.check(now);
  }

  destroyAll(): void {
    for (const exchange of [...this.#exchanges]) exchange.destroy();
  }
}
