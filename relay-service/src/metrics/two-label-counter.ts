import { Counter, type Registry } from "prom-client";

/** A counter with two labels. prom-client's counter checks its labels at each increment; this one passes its counts on at each scrape. */
export class TwoLabelCounter<First extends string, Second extends string> {
  readonly #counts = new Map<First, Map<Second, number>>();

  constructor(registry: Registry, options: { name: string; help: string; labelNames: readonly [string, string] }) {
    const counts = this.#counts;
    const [one, other] = options.labelNames;
    new Counter({
      ...options,
      registers: [registry],
      collect() {
        this.reset();
        for (const [first, seconds] of counts) {
          for (const [second, count] of seconds) this.inc({ [one]: first, [other]: second }, count);
        }
      },
    });
  }

  inc(first: First, second: Second): void {
    let seconds = this.#counts.get(first);
    if (seconds === undefined) {
      seconds = new Map();
      this.#counts.set(first, seconds);
    }
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
}
