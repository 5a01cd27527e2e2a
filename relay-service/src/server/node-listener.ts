import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { ALLOWED_METHODS } from "../http/methods.ts";
import { toOriginForm } from "./origin-form.ts";
import { hostFault } from "./request-fault.ts";

interface App {
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

/**
 * A Hono app as Node's HTTP server calls it: node-server's listener, with the settings of this relay. `publicOrigins` are the relay's own, for
 * requests that name it in their target.
 */
export function nodeListener({ fetch }: App, publicOrigins: readonly string[]): RequestListener {
  const listener = getRequestListener(fetch, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
    // For clients of HTTP/1.0 that name no host, as some health checks do.
    hostname: "localhost",
    // A host or a target of which no url can be made.
    errorHandler: () => Response.json({ error: "request" }, { status: 400, headers: { "x-mte-relay-err": "request" } }),
  });
  return (incoming, outgoing) => {
    toOriginForm(incoming, publicOrigins);
    // Valid, and no url says so.
    if (incoming.headers.host?.endsWith(":")) incoming.headers.host = incoming.headers.host.slice(0, -1);
    // A question about the server as a whole (RFC 9110, 9.3.7): no url says so either.
    if (incoming.method === "OPTIONS" && incoming.url === "*" && hostFault(incoming) === undefined)
      outgoing.writeHead(204, { allow: ALLOWED_METHODS }).end();
    else void listener(incoming, outgoing);
  };
}
