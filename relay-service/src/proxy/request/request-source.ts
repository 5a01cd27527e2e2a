import type { IncomingHttpHeaders } from "node:http";
import { clientNetwork, plainAddress } from "../../limits/client-network.ts";

/** Where a request comes from, as far as it can be trusted. */
export interface RequestSource {
  /** The client's address: that of the peer, or the one that the trusted proxies report. */
  readonly client: string;
  /** Limits are counted by it: see {@link clientNetwork}. */
  readonly network: string;
  /** The value of `x-forwarded-for` for the upstream. */
  readonly forwardedFor: string;
  readonly proto: "http" | "https";
}

/** The part of an `IncomingMessage` from which its source is read. */
export interface Incoming {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Reads `x-forwarded-for` from the right. Each trusted proxy has appended the address of its peer. The client may have written everything to the
 * left of that. With 0 hops only the address of the connection is trusted.
 */
export function requestSourceOf(incoming: Incoming, trustedHops: number): RequestSource {
  const { remoteAddress = "unknown" } = incoming.socket;
  const peer = plainAddress(remoteAddress) ?? remoteAddress;
  if (trustedHops === 0) return { client: peer, network: clientNetwork(peer), forwardedFor: peer, proto: "http" };
  const header = incoming.headers["x-forwarded-for"];
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  // Cut before parsing: if invalid entries were removed first, an entry that the client wrote could count as a trusted one.
  const trusted = entries.slice(-trustedHops).map((entry) => addressIn(entry.trim()) ?? peer);
  const proto = `${incoming.headers["x-forwarded-proto"] ?? ""}`.split(",").at(-1)?.trim();
  const client = trusted[0] ?? peer;
  return {
    client,
    network: clientNetwork(client),
    forwardedFor: [...trusted, peer].join(", "),
    proto: proto === "https" ? "https" : "http",
  };
}

/** The address in an entry of `x-forwarded-for`, which may have a port: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function addressIn(entry: string): string | undefined {
  return plainAddress(/^\[([^\]]*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry);
}
