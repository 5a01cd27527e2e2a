import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/** Where a request comes from, as far as it can be believed. */
export interface Origination {
  /** The client's address: the peer's, or what the trusted proxies in front say. */
  readonly client: string;
  /** The value of `x-forwarded-for` for the upstream. */
  readonly forwardedFor: string;
  readonly proto: "http" | "https";
}

/** What of an `IncomingMessage` tells where it comes from. */
export interface Incoming {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

const MAPPED = "::ffff:";

/**
 * Reads `x-forwarded-for` from the right: each trusted proxy has appended the address it saw, and everything further left was
 * written by the client, who may write what he likes. With 0 hops nothing is believed but the connection itself.
 */
export function originationOf(incoming: Incoming, trustedHops: number): Origination {
  const address = incoming.socket.remoteAddress ?? "unknown";
  const peer = address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address;
  if (trustedHops === 0) return { client: peer, forwardedFor: peer, proto: "http" };
  const header = incoming.headers["x-forwarded-for"];
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  // Cut first, then read: an entry that makes no sense must not let the one to its left, which the client wrote, take its place.
  const believed = entries.slice(-trustedHops).map((entry) => addressIn(entry.trim()) ?? peer);
  const proto = `${incoming.headers["x-forwarded-proto"] ?? ""}`.split(",").at(-1)?.trim();
  return {
    client: believed[0] ?? peer,
    forwardedFor: [...believed, peer].join(", "),
    proto: proto === "https" ? "https" : "http",
  };
}

/** The address in an entry of `x-forwarded-for`, which may have a port: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function addressIn(entry: string): string | undefined {
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
  return isIP(bare) === 0 ? undefined : bare;
}

/** What limits are counted by: the address, or the network of an IPv6 address (/64), as one customer has all of it. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill("0");
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(":")}::/64`;
}
