import type { IncomingMessage } from "node:http";
import { fieldValue } from "../../http/field-value.ts";
import type { Header } from "../../http/header.ts";
import { readTraceContext, type TraceContext } from "../../http/trace-context.ts";

/** The trace context of a sealed request. What is in the clear does not count, because an intermediary may have written it. */
export function sealedTrace(headers: readonly Header[]): TraceContext | undefined {
  return readTraceContext(fieldValue(headers, "traceparent"), fieldValue(headers, "tracestate"));
}

/** The trace context of a request on a pass-through route. */
export function clearTrace({ headers }: IncomingMessage): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  // Node joins several lines by commas. Several of traceparent are not valid.
  return readTraceContext(textOf(traceparent), textOf(tracestate));
}

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
