import { Shares } from "../limits/shares.ts";
import type { Exchange } from "./exchange.ts";

/** The requests that the relay works on now, bounded, and looked after by one clock instead of a timer for each. */
export class InFlight {
  /**
   * Each exchange knows its place. Not a Set: as entries come and go V8 copies it into new tables, the old ones point to the new,
   * and once a dead table has become old it keeps everything after it alive until the next full collection.
   */
  readonly #exchanges: Exchange[] = [];
  readonly #shares: Shares;
  readonly #max: number;
  readonly #now: () => number;

  constructor(options: { max: number; now: () => number }) {
    this.#max = options.max;
    this.#shares = new Shares(options.max);
    this.#now = options.now;
  }

  get size(): number {
    return this.#max - this.#shares.free;
  }

  /** Counts one more request; false when a client network has all that it may. {@link give} ends that. */
  take(network: string): boolean {
    return this.#shares.take(network);
  }

  give(network: string): void {
    this.#shares.give(network);
  }

  /** Looks after an exchange, which is counted already. */
  add(exchange: Exchange): void {
    exchange.place = this.#exchanges.push(exchange) - 1;
  }

  /** The exchange is over. */
  delete(exchange: Exchange): void {
    this.#shares.give(exchange.request.from.network);
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
