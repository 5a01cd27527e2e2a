import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A span, decoded. */
export interface ExportedSpan {
  readonly name: string;
  /** 2: SERVER, 3: CLIENT. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** 2: ERROR; 0: unset. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A metric's data points, decoded. */
export interface ExportedMetric {
  readonly name: string;
  readonly unit: string;
  readonly kind: "sum" | "gauge" | "histogram";
  readonly points: readonly {
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly point: Readonly<Record<string, unknown>>;
  }[];
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string;
  /** Path, headers and body of every export, as they came. */
  readonly exports: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
  readonly spans: ExportedSpan[];
  readonly metrics: ExportedMetric[];
  /** Resolves when the count of spans has arrived. */
  arrived(spans: number): Promise<void>;
  /** Sets what later exports are answered. By default, they succeed. */
  answer(handler: (response: ServerResponse) => void): void;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Attributed {
  readonly attributes?: readonly Attribute[];
}

/** The parts of ExportTraceServiceRequest and ExportMetricsServiceRequest that the tests look at. */
interface ResourceSpans {
  readonly resource: Attributed;
  readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
}

type WireSpan = Attributed &
  Pick<ExportedSpan, "name" | "kind" | "traceId" | "spanId" | "parentSpanId"> & { readonly status?: { readonly code?: number } };

interface ResourceMetrics {
  readonly resource: Attributed;
  readonly scopeMetrics: readonly { readonly metrics: readonly WireMetric[] }[];
}

type WireMetric = Pick<ExportedMetric, "name" | "unit"> & {
  readonly [Kind in ExportedMetric["kind"]]?: { readonly dataPoints: readonly (Attributed & Record<string, unknown>)[] };
};

/** A collector on loopback that takes OTLP over HTTP with JSON, as the OpenTelemetry Protocol specifies it. */
export async function otlpReceiver(): Promise<OtlpReceiver> {
  const exports: OtlpReceiver["exports"] = [];
  const spans: ExportedSpan[] = [];
  const metrics: ExportedMetric[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let respond = (response: ServerResponse): void =>
    void response.writeHead(200, { "content-type": "application/json" }).end("{}");
  const server = createServer(async (request, response) => {
    const body = await text(request);
    exports.push({ path: request.url ?? "", headers: request.headers, body });
    if (request.headers["content-type"] === "application/json") {
      const parsed = JSON.parse(body) as { resourceSpans?: ResourceSpans[]; resourceMetrics?: ResourceMetrics[] };
      const { resourceSpans = [], resourceMetrics = [] } = parsed;
      spans.push(...resourceSpans.flatMap(spansOf));
      metrics.push(...resourceMetrics.flatMap(metricsOf));
    }
    for (const { count, resolve } of waiting) if (spans.length >= count) resolve();
    respond(response);
  });
  server.listen(0, "127.0.0.1");
  await new Promise<void>((done) => server.once("listening", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exports,
    spans,
    metrics,
    arrived: async (count) => {
      if (spans.length >= count) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ count, resolve });
      await promise;
    },
    answer: (handler) => {
      respond = handler;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function valuesOf(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

function spansOf({ resource, scopeSpans }: ResourceSpans): ExportedSpan[] {
  return scopeSpans
    .flatMap(({ spans }) => spans)
    .map((span) => ({
      ...span,
      parentSpanId: span.parentSpanId || undefined,
      status: span.status?.code ?? 0,
      attributes: valuesOf(span.attributes),
      resource: valuesOf(resource.attributes),
    }));
}

function metricsOf({ resource, scopeMetrics }: ResourceMetrics): ExportedMetric[] {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .map((metric) => {
      const kind = (["sum", "gauge", "histogram"] as const).find((name) => metric[name] !== undefined) ?? "sum";
      const points = (metric[kind]?.dataPoints ?? []).map((point) => ({ attributes: valuesOf(point.attributes), point }));
      return { name: metric.name, unit: metric.unit, kind, points, resource: valuesOf(resource.attributes) };
    });
}
