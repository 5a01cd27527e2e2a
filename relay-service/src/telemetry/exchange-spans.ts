import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { isTraceHeader, type TraceContext, traceHeaders } from "../http/trace-context.ts";
import type { Outcome } from "../metrics/outcome.ts";
import type { ExchangeTrace, Tracing } from "./exchange-trace.ts";

/** The same for all: the name of a span is what services group by, and a url would be in it otherwise. */
const EXCHANGE_NAME = "relay exchange";
const UPSTREAM_NAME = "relay upstream request";

/** Other methods are exported as `_OTHER`: anybody may write any (OpenTelemetry's semantic conventions for HTTP). */
const KNOWN_METHODS: ReadonlySet<string | undefined> = new Set([
  "CONNECT",
  "DELETE",
  "GET",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
  "QUERY",
  "TRACE",
]);
/** A code of Node, such as ECONNREFUSED. */
const ERROR_CODE = /^[A-Z][A-Z\d_]{1,63}$/;

/** Makes the spans of exchanges, as OpenTelemetry's semantic conventions for HTTP name them. */
export function createTracing(tracer: Tracer): Tracing {
  const peers = new Map<URL, Attributes>();
  const peerOf = (upstream: URL): Attributes => {
    const known = peers.get(upstream);
    if (known !== undefined) return known;
    const port = Number(upstream.port) || (upstream.protocol === "https:" ? 443 : 80);
    const peer = { "server.address": upstream.hostname, "server.port": port };
    peers.set(upstream, peer);
    return peer;
  };
  return {
    start: ({ method, isSealed, parent, upstream }) => {
      const known = KNOWN_METHODS.has(method) ? `${method}` : "_OTHER";
      return new ExchangeSpans(tracer, { method: known, isSealed, parent, peer: peerOf(upstream) });
    },
  };
}

interface Started {
  readonly method: string;
  readonly isSealed: boolean;
  readonly parent: TraceContext | undefined;
  readonly peer: Attributes;
}

class ExchangeSpans implements ExchangeTrace {
  readonly #tracer: Tracer;
  readonly #started: Started;
  readonly #server: Span;
  #client: Span | undefined;
  #sent = 0;
  #received = 0;

  constructor(tracer: Tracer, started: Started) {
    this.#tracer = tracer;
    this.#started = started;
    const { method, isSealed, parent } = started;
    const attributes = { "http.request.method": method, "relay.sealed": isSealed };
    this.#server = tracer.startSpan(EXCHANGE_NAME, { kind: SpanKind.SERVER, attributes }, remoteContext(parent));
  }

  dispatching(headers: string[]): void {
    // The upstream has closed an idle connection at the moment of its reuse.
    this.#endClient("stale");
    const attributes: Attributes = { "http.request.method": this.#started.method, ...this.#started.peer };
    if (this.#sent++ > 0) attributes["http.request.resend_count"] = this.#sent - 1;
    const context = trace.setSpan(ROOT_CONTEXT, this.#server);
    this.#client = this.#tracer.startSpan(UPSTREAM_NAME, { kind: SpanKind.CLIENT, attributes }, context);
    for (let index = headers.length - 2; index >= 0; index -= 2) {
      if (isTraceHeader(headers[index] as string)) headers.splice(index, 2);
    }
    const { traceId, spanId, traceFlags } = this.#client.spanContext();
    // The members of other services pass through the relay. It has none, and exports none: a client may write anything there.
    const state = this.#started.parent?.state;
    headers.push(...traceHeaders({ traceId, parentId: spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0, state }));
  }

  answered(status: number): void {
    this.#client?.setAttribute("http.response.status_code", status);
    if (status >= 400) this.#client?.setAttribute("error.type", `${status}`).setStatus({ code: SpanStatusCode.ERROR });
  }

  received(bytes: number): void {
    this.#received += bytes;
  }

  completed(): void {
    this.#client?.end();
    this.#client = undefined;
  }

  failed(code: string): void {
    if (ERROR_CODE.test(code)) this.#endClient(code);
  }

  ended(outcome: Outcome, status: number, requestBytes: number): void {
    this.#endClient(outcome);
    const server = this.#server;
    server.setAttributes({
      "relay.outcome": outcome,
      "http.request.body.size": requestBytes,
      "http.response.body.size": this.#received,
    });
    if (status > 0) server.setAttribute("http.response.status_code", status);
    if (outcome !== "answered") server.setAttribute("error.type", outcome);
    else if (status >= 500) server.setAttribute("error.type", `${status}`);
    // The client's mistakes are no errors of the server.
    if (status >= 500 || status === 0) server.setStatus({ code: SpanStatusCode.ERROR });
    server.end();
  }

  /** Ends the span of a request to the upstream that got no complete answer. */
  #endClient(errorType: string): void {
    this.#client?.setAttribute("error.type", errorType).setStatus({ code: SpanStatusCode.ERROR }).end();
    this.#client = undefined;
  }
}

/** OpenTelemetry's context with the span of a client in it. Without `tracestate`, which is a header of the client and would be exported. */
function remoteContext(parent: TraceContext | undefined) {
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, parentId, isSampled } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parentId, traceFlags, isRemote: true });
}
