import type { Histogram, Registry } from "prom-client";

interface Series {
  /** How many durations each bucket has, the last one those beyond all bounds. */
  readonly counts: number[];
  sum: number;
}

/**
 * A histogram of durations with one label, as Prometheus reads it. prom-client's own looks up and checks its labels for each value: some
 * microseconds of each request. Both give the same text; the tests compare them.
 */
export class DurationHistogram<Label extends string> {
  readonly #bounds: readonly number[];
  readonly #series = new Map<Label, Series>();

  /** `bounds` in seconds, rising. */
  constructor(registry: Registry, options: { name: string; help: string; labelName: string; bounds: readonly number[] }) {
    const { name, help, labelName, bounds } = options;
    this.#bounds = bounds;
    // What a registry uses of a metric. Its type asks for one of prom-client's own classes.
    const metric = {
      name,
      get: async () => ({ name, help, type: "histogram", aggregator: "sum", values: this.#values(name, labelName) }),
      reset: () => this.#series.clear(),
    };
    registry.registerMetric(metric as unknown as Histogram<string>);
  }

  observe(label: Label, seconds: number): void {
    let series = this.#series.get(label);
    if (series === undefined) {
      series = { counts: Array(this.#bounds.length + 1).fill(0), sum: 0 };
      this.#series.set(label, series);
    }
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && seconds > (bounds[bucket] as number)) bucket++;
    (series.counts[bucket] as number)++;
    series.sum += seconds;
  }

  #values(name: string, labelName: string) {
    return [...this.#series].flatMap(([label, { counts, sum }]) => {
      let below = 0;
      const buckets = counts.map((count, bucket) => {
        below += count;
        return { metricName: `${name}_bucket`, labels: { le: this.#bounds[bucket] ?? "+Inf", [labelName]: label }, value: below };
      });
      const labels = { [labelName]: label };
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: below },
      ];
    });
  }
}
