import type { IncomingMessage } from "node:http";
import type { OpenedRequest } from "../../codec/codec.ts";
import { comparableName, REWRITING_HEADERS } from "../../contract/dropped-headers.ts";
import { comparableOrigin } from "../../contract/origins.ts";
import { connectionNamed, HOP_BY_HOP } from "../../http/hop-by-hop.ts";
import { isTraceHeader, type TraceContext, traceHeaders } from "../../http/trace-context.ts";
import { decrementedMaxForwards } from "./max-forwards.ts";
import type { RequestSource } from "./request-source.ts";
import { clearTrace, sealedTrace } from "./request-trace.ts";

/** Makes the headers of a request to the upstream, as flat lists of names and values. */
export interface RequestHeaders {
  /**
   * For a sealed request: the sealed headers, those that the browser manages, and the relay's own. A sealed header takes precedence over a clear
   * one. Every other clear header is dropped, because an intermediary may have written it. A trace context that is not valid is dropped, too.
   */
  sealed(opened: OpenedRequest, incoming: IncomingMessage, from: RequestSource): string[];
  /** For a request on a pass-through route: the client's headers, without hop-by-hop and dropped ones, and the relay's own. */
  clear(incoming: IncomingMessage, from: RequestSource): string[];
}

export interface RequestHeadersOptions {
  /** Number of trusted entries of `x-forwarded-for`. */
  readonly trustedHops: number;
  /** Names of {@link REWRITING_HEADERS} that the relay lets through. */
  readonly passHeaders: readonly string[];
  /** The relay's own origins, in comparable form. */
  readonly publicOrigins: readonly string[];
}

/**
 * Headers that only the browser sets, so its scripts cannot seal them. They are taken from the clear request, without any protection. `origin` is
 * not among them, because the pairing authenticates it.
 */
const BROWSER_MANAGED = [
  "cookie",
  "referer",
  "user-agent",
  "accept-language",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-fetch-user",
] as const;

/** Headers of the client that never pass: the relay sets them itself, or they frame a message. */
const RELAY_HEADERS = ["host", "content-length", "expect", "forwarded", "via", "x-real-ip", "x-amzn-trace-id"];

/**
 * Prefixes of header names, in the form of {@link comparableName}, that no client may send: the relay's own, those that Next.js uses internally,
 * and those that WebSphere gets from its web server (`$WSRU` and others).
 */
const DROPPED_PREFIXES = ["x-forwarded-", "x-mte-", "x-middleware-", "x-invoke-", "-ws"];

export function createRequestHeaders({ trustedHops, passHeaders, publicOrigins }: RequestHeadersOptions): RequestHeaders {
  const passed: ReadonlySet<string> = new Set(passHeaders);
  const dropped: ReadonlySet<string> = new Set([...RELAY_HEADERS, ...HOP_BY_HOP, ...REWRITING_HEADERS].map(comparableName));

  /** The relay's origin that a clear `Host` names; undefined when it names none of them. */
  function ownOriginOf(host: string | undefined): string | undefined {
    if (host === undefined || publicOrigins.length === 0) return undefined;
    const named = [`https://${host}`, `http://${host}`].map(comparableOrigin);
    return publicOrigins.find((origin) => named.includes(origin));
  }

  function isDropped(given: string): boolean {
    const name = comparableName(given);
    if (dropped.has(name)) return !passed.has(given);
    return DROPPED_PREFIXES.some((prefix) => name.startsWith(prefix));
  }

  /** Appends a trace context, if it is valid. */
  function appendTrace(headers: string[], context: TraceContext | undefined): void {
    if (context !== undefined) headers.push(...traceHeaders(context));
  }

  /** Appends the relay's own headers: the client's address, the relay's origin, and `via` (RFC 9110, 7.6.3). */
  function append(headers: string[], incoming: IncomingMessage, from: RequestSource, ownOrigin: string | undefined): void {
    headers.push("x-forwarded-for", from.forwardedFor, "via", "1.1 mte-relay");
    if (ownOrigin !== undefined) {
      const [proto, host] = ownOrigin.split("://") as [string, string];
      headers.push("x-forwarded-proto", proto, "x-forwarded-host", host);
    }
    const trace = incoming.headers["x-amzn-trace-id"];
    if (trustedHops > 0 && typeof trace === "string") headers.push("x-amzn-trace-id", trace);
  }

  return {
    sealed({ headers: sealed, verifiedOrigins }, incoming, from) {
      const headers: string[] = [];
      const listed = connectionNamed(sealed.find(([name]) => name === "connection")?.[1]);
      let isTraced = false;
      for (const [name, value] of sealed) {
        if (isTraceHeader(name)) {
          isTraced = true;
          continue;
        }
        if (isDropped(name) || name === "accept-encoding" || name === "origin" || listed?.has(name)) continue;
        headers.push(name, decrementedMaxForwards(incoming.method, name, value));
      }
      if (isTraced) appendTrace(headers, sealedTrace(sealed));
      for (const name of BROWSER_MANAGED) {
        const value = incoming.headers[name];
        if (typeof value === "string" && !sealed.some(([other]) => other === name)) headers.push(name, value);
      }
      const page = verifiedOrigins.page ?? incoming.headers.origin;
      if (page !== undefined && page !== "node") headers.push("origin", page);
      // No content coding: browsers could not decode a body that is sealed in its coded form.
      headers.push("accept-encoding", "identity");
      append(headers, incoming, from, verifiedOrigins.relayOrigin);
      return headers;
    },

    clear(incoming, from) {
      const headers: string[] = [];
      const { rawHeaders } = incoming;
      const listed = connectionNamed(incoming.headers.connection);
      for (let index = 0; index < rawHeaders.length; index += 2) {
        const name = (rawHeaders[index] as string).toLowerCase();
        if (isDropped(name) || isTraceHeader(name) || listed?.has(name)) continue;
        headers.push(name, decrementedMaxForwards(incoming.method, name, rawHeaders[index + 1] as string));
      }
      appendTrace(headers, clearTrace(incoming));
      append(headers, incoming, from, ownOriginOf(incoming.headers.host));
      return headers;
    },
  };
}
