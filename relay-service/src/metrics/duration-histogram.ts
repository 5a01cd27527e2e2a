import type { Histogram, Registry } from "prom-client";

interface Series {
  /** Number of durations in each bucket; the last bucket is for durations above all bounds. */
  readonly counts: number[];
  sum: number;
}

/**
 * A Prometheus histogram of durations with one label. prom-client's histogram checks its labels for each value, which takes some
 * microseconds of each request. Both produce the same text; the tests compare them.
 */
export class DurationHistogram<Label extends string> {
  readonly #bounds: readonly number[];
  readonly #series = new Map<Label, Series>();

  /** `bounds`: upper bounds of the buckets in seconds, ascending. */
  constructor(registry: Registry, options: { name: string; help: string; labelName: string; bounds: readonly number[] }) {
    const { name, help, labelName, bounds } = options;
    this.#bounds = bounds;
    // A registry uses only these members, but its type requires one of prom-client's classes.
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
