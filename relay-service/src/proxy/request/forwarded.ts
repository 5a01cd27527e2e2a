import type { IncomingHttpHeaders } from "node:http";
import { clientNetwork, plainAddress } from "../../limits/client-network.ts";

/** Where a request comes from, as far as it can be believed. */
export interface Origination {
  /** The client's address: the peer's, or what the trusted proxies in front say. */
  readonly client: string;
  /** What limits are counted by: see {@link clientNetwork}. */
  readonly network: string;
  /** The value of `x-forwarded-for` for the upstream. */
  readonly forwardedFor: string;
  readonly proto: "http" | "https";
}

/** What of an `IncomingMessage` tells where it comes from. */
export interface Incoming {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Reads `x-forwarded-for` from the right: each trusted proxy has appended the address it saw, and everything further left was
 * written by the client, who may write what he likes. With 0 hops nothing is believed but the connection itself.
 */
export function originationOf(incoming: Incoming, trustedHops: number): Origination {
  const { remoteAddress = "unknown" } = incoming.socket;
  const peer = plainAddress(remoteAddress) ?? remoteAddress;
  if (trustedHops === 0) return { client: peer, network: clientNetwork(peer), forwardedFor: peer, proto: "http" };
  const header = incoming.headers["x-forwarded-for"];
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  // Cut first, then read: an entry that makes no sense must not let the one to its left, which the client wrote, take its place.
  const believed = entries.slice(-trustedHops).map((entry) => addressIn(entry.trim()) ?? peer);
  const proto = `${incoming.headers["x-forwarded-proto"] ?? ""}`.split(",").at(-1)?.trim();
  const client = believed[0] ?? peer;
  return {
    client,
    network: clientNetwork(client),
    forwardedFor: [...believed, peer].join(", "),
    proto: proto === "https" ? "https" : "http",
  };
}

/** The address in an entry of `x-forwarded-for`, which may have a port: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function addressIn(entry: string): string | undefined {
  return plainAddress(/^\[([^\]]*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry);
}
