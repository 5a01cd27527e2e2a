import type { Logger } from "pino";

/** A collector that is down for a day gives this many lines an hour at most. */
const MIN_INTERVAL_MS = 600_000;

/** Warns that telemetry is lost: at once, and then at most every ten minutes. */
export class ExportWarning {
  readonly #log: Logger;
  readonly #now: () => number;
  #lostSpans = 0;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(log: Logger, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  lost(signal: "traces" | "metrics", reason: string, spans = 0): void {
    this.#lostSpans += spans;
    if (this.#now() - this.#warnedAt < MIN_INTERVAL_MS) return;
    this.#warnedAt = this.#now();
    this.#log.warn({ signal, reason, lostSpans: this.#lostSpans }, "telemetry was not exported to OTEL_EXPORTER_OTLP_ENDPOINT");
  }
}

/** What went wrong, in a word. The message of the error is left out, because it may contain an address or what the collector answered. */
export function exportReason(error: (Error & { readonly code?: unknown }) | undefined): string {
  if (typeof error?.code === "number") return `HTTP ${error.code}`;
  if (typeof error?.code === "string") return error.code;
  return error?.name === "OTLPExporterError" ? "busy" : "no answer";
}
