import type { TraceContext } from "../http/trace-context.ts";
import type { Outcome } from "../metrics/outcome.ts";

/**
 * What the proxy reports of one exchange: a span for the exchange and one for each request to the upstream. None of the calls waits or throws.
 * There is no argument for a url, a header, a body or an error's message, so none of them can get into a trace.
 */
export interface ExchangeTrace {
  /**
   * The request is about to be sent to the upstream, possibly once more. Replaces the trace context among `headers`, names and values, by that of
   * the request's span.
   */
  dispatching(headers: string[]): void;
  /** The head of the upstream's answer has arrived. */
  answered(status: number): void;
  /** A part of the answer's body has arrived, of so many bytes. */
  received(bytes: number): void;
  /** The whole answer has arrived. */
  completed(): void;
  /** The upstream gave no complete answer. `code` is that of Node, such as ECONNREFUSED; others are left out. */
  failed(code: string): void;
  /** The exchange is over; `status` is 0 when no answer was sent. `requestBytes`: of the request's opened body. */
  ended(outcome: Outcome, status: number, requestBytes: number): void;
}

/** Starts the trace of an exchange. It continues the one of `parent`. */
export interface Tracing {
  start(exchange: {
    readonly method: string | undefined;
    readonly isSealed: boolean;
    readonly parent: TraceContext | undefined;
    /** URL of the upstream, from the settings. */
    readonly upstream: URL;
  }): ExchangeTrace;
}
