import { randomUUID } from "node:crypto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { createTracing } from "./exchange-spans.ts";
import type { Tracing } from "./exchange-trace.ts";
import { ExportWarning, exportReason } from "./export-warning.ts";
import { registryMetrics } from "./registry-metrics.ts";
import { SpanExport } from "./span-export.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";

/** Exports spans and metrics to a collector, as OTLP over HTTP with JSON. */
export interface Telemetry {
  /** Undefined when no traces are exported. */
  readonly tracing: Tracing | undefined;
  /** Exports what waits, for at most `limitMs`. What then still waits is lost. */
  close(limitMs: number): Promise<void>;
}

export interface TelemetryOptions {
  readonly settings: TelemetrySettings;
  /** The relay's metrics. Those of the export itself are added. */
  readonly registry: Registry;
  readonly log: Logger;
  readonly now: () => number;
}

const NAME = "mte-relay";
/** OpenTelemetry's default, if the interval is longer. */
const MAX_EXPORT_MS = 30_000;

/**
 * Starts to export. This file and what it imports takes memory and time to load, so it is imported only where it is wanted. It registers nothing
 * with OpenTelemetry's API: what the relay's dependencies might report goes nowhere.
 */
export function createTelemetry({ settings, registry, log, now }: TelemetryOptions): Telemetry {
  const warning = new ExportWarning(log, now);
  // Each worker counts for itself, so each is an instance.
  const resource = resourceFromAttributes({ "service.instance.id": randomUUID(), ...settings.resource });
  const tracers = settings.exportsTraces ? tracerProvider(settings, resource, registry, warning) : undefined;
  const meters = settings.exportsMetrics ? meterProvider(settings, resource, registry, warning) : undefined;
  return {
    tracing: tracers && createTracing(tracers.getTracer(NAME)),
    close: async (limitMs) => {
      if (limitMs <= 0) return;
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, limitMs);
      await Promise.race([Promise.allSettled([tracers?.shutdown(), meters?.shutdown()]), limit.promise]);
      clearTimeout(timer);
    },
  };
}

function tracerProvider(
  settings: TelemetrySettings,
  resource: Resource,
  registry: Registry,
  warning: ExportWarning,
): TracerProvider {
  const exporter = { url: urlOf(settings.endpoint, "v1/traces"), headers: { ...settings.headers } };
  const spans = new SpanExport({ exporter, delayMs: settings.spanDelayMs, registry, warning });
  return new TracerProvider({ resource, sampler: samplerOf(settings), spanProcessors: [spans] });
}

function meterProvider(
  settings: TelemetrySettings,
  resource: Resource,
  registry: Registry,
  warning: ExportWarning,
): MeterProvider {
  const exporter = new ReportingExporter({ url: urlOf(settings.endpoint, "v1/metrics"), headers: { ...settings.headers } });
  exporter.failed = (error) => warning.lost("metrics", exportReason(error));
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: settings.metricsIntervalMs,
    exportTimeoutMillis: Math.min(settings.metricsIntervalMs, MAX_EXPORT_MS),
    metricProducers: [registryMetrics(registry)],
  });
  return new MeterProvider({ resource, readers: [reader] });
}

class ReportingExporter extends OTLPMetricExporter {
  failed: (error: Error | undefined) => void = () => {};

  override export(...[metrics, done]: Parameters<OTLPMetricExporter["export"]>): void {
    super.export(metrics, (result) => {
      if (result.code !== 0) this.failed(result.error);
      done(result);
    });
  }
}

/** The URL of a signal (OpenTelemetry Protocol Exporter, Endpoint URLs for OTLP/HTTP). */
function urlOf(endpoint: URL, path: string): string {
  return `${endpoint.href.replace(/\/$/, "")}/${path}`;
}

function samplerOf({ sampler, samplerRatio }: TelemetrySettings): Sampler {
  const root = sampler.endsWith("always_on")
    ? new AlwaysOnSampler()
    : sampler.endsWith("always_off")
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(samplerRatio);
  return sampler.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}
