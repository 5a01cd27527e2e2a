import { TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, type ReadableSpan, type SpanProcessor } from "@opentelemetry/sdk-trace";
import { Counter, type Registry } from "prom-client";
import { type ExportWarning, exportReason } from "./export-warning.ts";

/** Spans that wait for their export or are being exported. Each takes some 2 KB. */
const MAX_WAITING_SPANS = 2048;
/** Spans of one export. */
const MAX_BATCH_SPANS = 512;

type ExporterOptions = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

/**
 * Exports spans in batches, in the background. When the collector does not keep up, new spans are dropped: no request ever waits for it. Counts
 * what became of all spans.
 */
export class SpanExport implements SpanProcessor {
  readonly #batches: BatchSpanProcessor;
  readonly #count: (outcome: "exported" | "failed" | "dropped", spans: number) => void;
  readonly #warning: ExportWarning;
  #waiting = 0;

  constructor(options: { exporter: ExporterOptions; delayMs: number; registry: Registry; warning: ExportWarning }) {
    this.#warning = options.warning;
    const counter = new Counter({
      name: "relay_telemetry_spans_total",
      help: "Finished spans, by what became of them",
      labelNames: ["outcome"],
      registers: [options.registry],
    });
    this.#count = (outcome, spans) => counter.inc({ outcome }, spans);
    const exporter = new ReportingExporter(options.exporter, (spans, error, isExported) =>
      this.#exported(spans, error, isExported),
    );
    this.#batches = new BatchSpanProcessor({
      exporter,
      maxQueueSize: MAX_WAITING_SPANS,
      maxExportBatchSize: MAX_BATCH_SPANS,
      scheduledDelayMillis: options.delayMs,
    });
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.#waiting >= MAX_WAITING_SPANS) {
      this.#count("dropped", 1);
      this.#warning.lost("traces", "too many spans wait", 1);
      return;
    }
    this.#waiting++;
    this.#batches.onEnd(span as Parameters<BatchSpanProcessor["onEnd"]>[0]);
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#batches.shutdown();
  }

  #exported(spans: number, error: Error | undefined, isExported: boolean): void {
    this.#waiting -= spans;
    this.#count(isExported ? "exported" : "failed", spans);
    if (!isExported) this.#warning.lost("traces", exportReason(error), spans);
  }
}

class ReportingExporter extends OTLPTraceExporter {
  readonly #report: (spans: number, error: Error | undefined, isExported: boolean) => void;

  constructor(options: ExporterOptions, report: (spans: number, error: Error | undefined, isExported: boolean) => void) {
    super(options);
    this.#report = report;
  }

  override export(spans: ReadableSpan[], done: Parameters<OTLPTraceExporter["export"]>[1]): void {
    super.export(spans, (result) => {
      this.#report(spans.length, result.error, result.code === 0);
      done(result);
    });
  }
}
