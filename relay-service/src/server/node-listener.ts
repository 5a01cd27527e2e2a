import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { ALLOWED_METHODS } from "../http/methods.ts";
import type { Relay } from "../proxy/relay.ts";
import { toOriginForm } from "./origin-form.ts";
import { hostFault } from "./request-fault.ts";

interface App {
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

/** A Hono app as Node's HTTP server calls it: node-server's listener, with the settings of this relay. */
export function nodeListener({ fetch }: App, relay: Pick<Relay, "isSealed" | "publicOrigins">): RequestListener {
  const listener = getRequestListener(fetch, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
    // For HTTP/1.0 clients that send no Host, such as some health checks.
    hostname: "localhost",
    // The host or the target does not make a valid URL.
    errorHandler: () => Response.json({ error: "request" }, { status: 400, headers: { "x-mte-relay-err": "request" } }),
  });
  return (incoming, outgoing) => {
    // A sealed request is bound to the exact bytes of its target.
    if (!relay.isSealed(incoming)) toOriginForm(incoming, relay.publicOrigins);
    // A colon without a port is a valid Host, but not a valid URL.
    if (incoming.headers.host?.endsWith(":")) incoming.headers.host = incoming.headers.host.slice(0, -1);
    // It asks about the server as a whole (RFC 9110, 9.3.7). The target is not a valid URL either.
    if (incoming.method === "OPTIONS" && incoming.url === "*" && hostFault(incoming) === undefined)
      outgoing.writeHead(204, { allow: ALLOWED_METHODS }).end();
    else void listener(incoming, outgoing);
  };
}
