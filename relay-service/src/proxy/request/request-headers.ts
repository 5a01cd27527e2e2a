import type { IncomingMessage } from "node:http";
import type { OpenedRequest } from "../../codec/codec.ts";
import { comparableName, comparableOrigin, REWRITING_HEADERS } from "../../contract/readers.ts";
import { connectionNamed, HOP_BY_HOP } from "../../http/hop-by-hop.ts";
import type { Origination } from "./forwarded.ts";
import { forwardedValue } from "./max-forwards.ts";

/** Makes the upstream's headers of a request, as flat lists of names and values. */
export interface RequestHeaders {
  /**
   * Of a sealed request: what was sealed, what the browser manages, and what the relay itself says. A sealed header wins over a clear
   * one; every other clear header is dropped, as an intermediary may have written it.
   */
  sealed(opened: OpenedRequest, incoming: IncomingMessage, from: Origination): string[];
  /** Of a request on a pass-through route: the client's own without what belongs to this connection. */
  clear(incoming: IncomingMessage, from: Origination): string[];
}

export interface RequestHeadersOptions {
  /** Entries of `x-forwarded-for` that are believed. */
  readonly trustedHops: number;
  /** Names of {@link REWRITING_HEADERS} that pass. */
  readonly passHeaders: readonly string[];
  /** The relay's own origins, in comparable form. */
  readonly publicOrigins: readonly string[];
}

/**
 * What a browser sets by itself, so that its scripts cannot seal it: taken from the clear request, without any protection. `origin` is
 * not among them, as the pairing vouches for it.
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

/** Never taken from a client: the relay says these itself, or they frame a message that is framed anew here. */
const OURS = ["host", "content-length", "expect", "forwarded", "via", "x-real-ip", "x-amzn-trace-id"];

export function createRequestHeaders({ trustedHops, passHeaders, publicOrigins }: RequestHeadersOptions): RequestHeaders {
  const passed: ReadonlySet<string> = new Set(passHeaders);
  const dropped: ReadonlySet<string> = new Set([...OURS, ...HOP_BY_HOP, ...REWRITING_HEADERS].map(comparableName));

  /** The relay's origin that a clear `Host` names; undefined where it names none of them. */
  function ownOriginOf(host: string | undefined): string | undefined {
    if (host === undefined || publicOrigins.length === 0) return undefined;
    const named = [`https://${host}`, `http://${host}`].map(comparableOrigin);
    return publicOrigins.find((origin) => named.includes(origin));
  }

  function isDropped(given: string): boolean {
    const name = comparableName(given);
    if (dropped.has(name)) return !passed.has(given);
    return name.startsWith("x-forwarded-") || name.startsWith("x-mte-");
  }

  /** Appends what the relay itself says: who asked, by which name, and that a gateway is between (RFC 9110, 7.6.3). */
  function append(headers: string[], incoming: IncomingMessage, from: Origination, ownOrigin: string | undefined): void {
    headers.push("x-forwarded-for", from.forwardedFor, "via", "1.1 mte-relay");
    if (ownOrigin !== undefined) {
      const [proto, host] = ownOrigin.split("://") as [string, string];
      headers.push("x-forwarded-proto", proto, "x-forwarded-host", host);
    }
    const trace = incoming.headers["x-amzn-trace-id"];
    if (trustedHops > 0 && typeof trace === "string") headers.push("x-amzn-trace-id", trace);
  }

  return {
    sealed({ headers: sealed, vouched }, incoming, from) {
      const headers: string[] = [];
      const listed = connectionNamed(sealed.find(([name]) => name === "connection")?.[1]);
      for (const [name, value] of sealed) {
        if (isDropped(name) || name === "accept-encoding" || name === "origin" || listed?.has(name)) continue;
        headers.push(name, forwardedValue(incoming.method, name, value));
      }
      for (const name of BROWSER_MANAGED) {
        const value = incoming.headers[name];
        if (typeof value === "string" && !sealed.some(([other]) => other === name)) headers.push(name, value);
      }
      const page = vouched.page ?? incoming.headers.origin;
      if (page !== undefined && page !== "node") headers.push("origin", page);
      // A coded body would be sealed as it is and no browser would undo it.
      headers.push("accept-encoding", "identity");
      append(headers, incoming, from, vouched.relayOrigin);
      return headers;
    },

    clear(incoming, from) {
      const headers: string[] = [];
      const { rawHeaders } = incoming;
      const listed = connectionNamed(incoming.headers.connection);
      for (let index = 0; index < rawHeaders.length; index += 2) {
        const name = (rawHeaders[index] as string).toLowerCase();
        if (isDropped(name) || listed?.has(name)) continue;
        headers.push(name, forwardedValue(incoming.method, name, rawHeaders[index + 1] as string));
      }
      append(headers, incoming, from, ownOriginOf(incoming.headers.host));
      return headers;
    },
  };
}
