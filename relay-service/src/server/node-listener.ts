import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { ALLOWED_METHODS } from "../http/methods.ts";

/** A Hono app as Node's HTTP server calls it: node-server's listener, with the settings of this relay. */
export function nodeListener({ fetch }: { readonly fetch: Parameters<typeof getRequestListener>[0] }): RequestListener {
  const listener = getRequestListener(fetch, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
    // For clients of HTTP/1.0 that name no host, as some health checks do.
    hostname: "localhost",
    // A host or a target of which no url can be made.
    errorHandler: () => Response.json({ error: "request" }, { status: 400, headers: { "x-mte-relay-err": "request" } }),
  });
  return (incoming, outgoing) => {
    // A question about the server as a whole (RFC 9110, 9.3.7): no url says so.
    if (incoming.method === "OPTIONS" && incoming.url === "*") outgoing.writeHead(204, { allow: ALLOWED_METHODS }).end();
    else void listener(incoming, outgoing);
  };
}
