import type { Exchange } from "./exchange.ts";

/** The requests that the relay works on now, bounded, and looked after by one clock instead of a timer for each. */
export class InFlight {
  readonly #exchanges = new Set<Exchange>();
  readonly #max: number;
  readonly #now: () => number;
  #accepting = 0;

  constructor(options: { max: number; now: () => number }) {
    this.#max = options.max;
    this.#now = options.now;
  }

  get size(): number {
    return this.#exchanges.size + this.#accepting;
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
    this.#exchanges.add(exchange);
  }

  delete(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
  }

  /** Ends what has waited too long. */
  check(): void {
    const now = this.#now();
    for (const exchange of this.#exchanges) exchange.check(now);
  }

  destroyAll(): void {
    for (const exchange of this.#exchanges) exchange.destroy();
  }
}
