import type { IncomingMessage } from "node:http";
import type { Header } from "../codec/codec.ts";
import type { Origination } from "./forwarded.ts";
import { connectionNamed, HOP_BY_HOP } from "./hop-by-hop.ts";

/** What a browser sets by itself, so that its scripts cannot seal it: taken from the clear request. */
const BROWSER_MANAGED = [
  "cookie",
  "origin",
  "referer",
  "user-agent",
  "accept-language",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-fetch-user",
] as const;

/** Never taken from a client: the relay says these itself, or they frame a message that is made anew here. */
const OURS: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "expect",
  "forwarded",
  "via",
  "x-real-ip",
  "x-amzn-trace-id",
]);

function isOurs(given: string): boolean {
  // CGI and WSGI make one variable of `x-real-ip` and `x_real_ip`.
  const name = given.includes("_") ? given.replaceAll("_", "-") : given;
  return HOP_BY_HOP.has(name) || OURS.has(name) || name.startsWith("x-forwarded-") || name.startsWith("x-mte-");
}

/** Appends what the relay itself says about a request: who asked, by which name, and that a gateway is between (RFC 9110, 7.6.3). */
function appendForwarding(headers: string[], incoming: IncomingMessage, from: Origination, trustedHops: number): void {
  headers.push("x-forwarded-for", from.forwardedFor, "x-forwarded-proto", from.proto, "via", "1.1 mte-relay");
  const { host, "x-amzn-trace-id": trace } = incoming.headers;
  if (host !== undefined) headers.push("x-forwarded-host", host);
  if (trustedHops > 0 && typeof trace === "string") headers.push("x-amzn-trace-id", trace);
}

/**
 * The upstream's headers of a sealed request, as a flat list of names and values: what was sealed, what the browser manages, and
 * what the relay says itself. A sealed header wins over a clear one; every other clear header is dropped, as a box in the
 * middle may have written it.
 */
export function sealedRequestHeaders(
  sealed: readonly Header[],
  incoming: IncomingMessage,
  from: Origination,
  trustedHops: number,
): string[] {
  const headers: string[] = [];
  const listed = connectionNamed(sealed.find(([name]) => name === "connection")?.[1]);
  for (const [name, value] of sealed) {
    if (isOurs(name) || name === "accept-encoding" || listed?.has(name)) continue;
    headers.push(name, value);
  }
  for (const name of BROWSER_MANAGED) {
    const value = incoming.headers[name];
    if (typeof value === "string" && !sealed.some(([other]) => other === name)) headers.push(name, value);
  }
  // A coded body would be sealed as it is and no browser would undo it.
  headers.push("accept-encoding", "identity");
  appendForwarding(headers, incoming, from, trustedHops);
  return headers;
}

/** The upstream's headers of a request on a pass-through route: the client's own without what belongs to this connection. */
export function clearRequestHeaders(incoming: IncomingMessage, from: Origination, trustedHops: number): string[] {
  const headers: string[] = [];
  const { rawHeaders } = incoming;
  const listed = connectionNamed(incoming.headers.connection);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    if (isOurs(name) || listed?.has(name)) continue;
    headers.push(name, rawHeaders[index + 1] as string);
  }
  appendForwarding(headers, incoming, from, trustedHops);
  return headers;
}
