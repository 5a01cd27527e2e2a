import type { SAMPLERS } from "../contract/telemetry-readers.ts";

/** Where and how spans and metrics are exported. It contains secrets: never log it. */
export interface TelemetrySettings {
  /** Base URL of the collector, possibly with a user and password. The paths of the signals are added to it. */
  readonly endpoint: URL;
  /** Headers of each export, usually credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Attributes of the relay itself, `service.name` among them. */
  readonly resource: Readonly<Record<string, string>>;
  readonly exportsTraces: boolean;
  readonly exportsMetrics: boolean;
  readonly sampler: (typeof SAMPLERS)[number];
  /** From 0 to 1, for the samplers with a ratio. */
  readonly samplerRatio: number;
  /** Longest time that a finished span waits for its export. */
  readonly spanDelayMs: number;
  readonly metricsIntervalMs: number;
}
