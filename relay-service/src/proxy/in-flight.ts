import { Shares } from "../limits/shares.ts";
import type { Exchange } from "./exchange.ts";

/** The requests in flight: limits their number, and checks their time limits with one timer for all. */
export class InFlight {
  /**
   * An array in which each exchange knows its index, and not a Set. As entries come and go, V8 copies a Set into new tables, and each old table
   * points to the next one. Once a dead table is in the old generation, it keeps all later ones alive until the next full collection.
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

  /** Counts one more request. False when the client network has used its share. {@link give} reverts it. */
  take(network: string): boolean {
    return this.#shares.take(network);
  }

  give(network: string): void {
    this.#shares.give(network);
  }

  /** Adds an exchange, which take() has already counted. */
  add(exchange: Exchange): void {
    exchange.index = this.#exchanges.push(exchange) - 1;
  }

  delete(exchange: Exchange): void {
    this.#shares.give(exchange.request.from.network);
    const last = this.#exchanges.pop();
    if (last === undefined || last === exchange) return;
    this.#exchanges[exchange.index] = last;
    last.index = exchange.index;
  }

  /** Ends exchanges whose time limit has passed. */
  check(): void {
    const now = this.#now();
    for (const exchange of [...this.#exchanges]) exchange.check(now);
  }

  destroyAll(): void {
    for (const exchange of [...this.#exchanges]) exchange.destroy();
  }
}
