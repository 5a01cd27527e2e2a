import { type HrTime, ValueType } from "@opentelemetry/api";
import { emptyResource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { Registry } from "prom-client";

/** prom-client has no type for a metric whose values may have names of their own, as those of a histogram have. */
interface RegistryMetric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly values: readonly RegistryValue[];
}

interface RegistryValue {
  readonly metricName?: string;
  readonly labels: { readonly [name: string]: string | number };
  readonly value: number;
}

/** Those of Node itself stay with Prometheus: a collector that bills by the metric would bill forty more. */
const OWN_PREFIX = "relay_";
const SCOPE = { name: "mte-relay" };

/**
 * The relay's metrics of a Prometheus registry, as OpenTelemetry exports them: the same names, labels and values, read when they are exported.
 * So the two can never differ, and a request is counted once.
 */
export function registryMetrics(registry: Registry): MetricProducer {
  const startTime = hrTime(Date.now());
  return {
    collect: async () => {
      const endTime = hrTime(Date.now());
      const all = (await registry.getMetricsAsJSON()) as unknown as RegistryMetric[];
      const metrics = all
        .filter(({ name }) => name.startsWith(OWN_PREFIX))
        .map((metric) => metricData(metric, startTime, endTime))
        .filter(({ dataPoints }) => dataPoints.length > 0);
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: SCOPE, metrics }] }, errors: [] };
    },
  };
}

function metricData({ name, help, type, values }: RegistryMetric, startTime: HrTime, endTime: HrTime): MetricData {
  const base = {
    descriptor: { name, description: help, unit: name.endsWith("_seconds") ? "s" : "", valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const times = { startTime, endTime };
  if (type === "histogram")
    return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(values, name, times) };
  const dataPoints = values.map(({ labels, value }) => ({ ...times, attributes: { ...labels }, value }));
  if (type === "gauge") return { ...base, dataPointType: DataPointType.GAUGE, dataPoints };
  return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
}

/** Prometheus' buckets count all values up to their bound, OpenTelemetry's those above the previous one. */
function histograms(
  values: readonly RegistryValue[],
  name: string,
  times: { readonly startTime: HrTime; readonly endTime: HrTime },
): DataPoint<Histogram>[] {
  const series = new Map<string, { attributes: Record<string, string | number>; value: Histogram; below: number }>();
  for (const { metricName, labels, value } of values) {
    const { le, ...attributes } = labels;
    const key = JSON.stringify(attributes);
    const one = series.get(key) ?? {
      attributes,
      value: { buckets: { boundaries: [] as number[], counts: [] as number[] }, sum: 0, count: 0 },
      below: 0,
    };
    series.set(key, one);
    if (metricName === `${name}_sum`) one.value.sum = value;
    else if (metricName === `${name}_count`) one.value.count = value;
    else {
      if (le !== "+Inf") one.value.buckets.boundaries.push(Number(le));
      one.value.buckets.counts.push(value - one.below);
      one.below = value;
    }
  }
  return [...series.values()].map(({ attributes, value }) => ({ ...times, attributes, value }));
}

function hrTime(milliseconds: number): HrTime {
  return [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1_000_000];
}
