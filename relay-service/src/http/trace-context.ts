/** Where a request belongs in a distributed trace (W3C Trace Context). Everything in it comes from the client. */
export interface TraceContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all zero. */
  readonly parentId: string;
  /** Whether the caller has recorded its part of the trace. */
  readonly isSampled: boolean;
  /** The members of `tracestate` as they came; undefined when there are none, or they are not valid. */
  readonly state: string | undefined;
}

/** Version, trace id, parent id and flags, none of them an invalid one; later versions may add fields (W3C Trace Context, 3.2.2). */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** Limits that every participant has to support; nobody has to take more (W3C Trace Context, 3.3.1). */
const MAX_STATE_CHARACTERS = 512;
const MAX_STATE_MEMBERS = 32;
/** A key, and a value without comma and equals sign that does not end in a space (W3C Trace Context Level 2, 3.3.1.3). */
const STATE_MEMBER =
  /^((?:[a-z\d][a-z\d_*/-]{0,255})|(?:[a-z\d][a-z\d_*/-]{0,240}@[a-z][a-z\d_*/-]{0,13}))=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Whether a header name, in lower case, is one of those that {@link readTraceContext} reads. */
export function isTraceHeader(name: string): boolean {
  return name === "traceparent" || name === "tracestate";
}

/**
 * Reads the field values of `traceparent` and `tracestate`. Undefined when `traceparent` is missing or not valid: then `tracestate` means
 * nothing. A `tracestate` that is not valid or too long is left out; the rest counts.
 */
export function readTraceContext(traceparent: string | undefined, tracestate: string | undefined): TraceContext | undefined {
  const [, version, traceId, parentId, flags, rest] = (traceparent && TRACEPARENT.exec(traceparent)) || [];
  if (traceId === undefined || parentId === undefined || (version === "00" && rest !== undefined)) return undefined;
  const isSampled = (Number.parseInt(`${flags}`, 16) & SAMPLED) !== 0;
  return { traceId, parentId, isSampled, state: validState(tracestate) };
}

/** Both headers of a trace context as names and values, in version 00: whoever passes on a later version uses the one it knows. */
export function traceHeaders({ traceId, parentId, isSampled, state }: TraceContext): string[] {
  const headers = ["traceparent", `00-${traceId}-${parentId}-${isSampled ? "01" : "00"}`];
  if (state !== undefined) headers.push("tracestate", state);
  return headers;
}

function validState(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_STATE_CHARACTERS) return undefined;
  const members = text.split(",").flatMap((item) => item.replace(/^[\t ]+|[\t ]+$/g, "") || []);
  if (members.length === 0 || members.length > MAX_STATE_MEMBERS) return undefined;
  const keys = members.map((member) => STATE_MEMBER.exec(member)?.[1]);
  if (keys.includes(undefined) || new Set(keys).size < keys.length) return undefined;
  return members.join(",");
}
