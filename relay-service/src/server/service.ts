import type { IncomingMessage, RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { ALLOWED_METHODS } from "../http/methods.ts";
import { createRelay, logInternalError } from "../proxy/relay.ts";
import { type AppParts, createApp } from "./app.ts";
import { originForm } from "./origin-form.ts";
import { requestFault } from "./request-fault.ts";

/** Reads a request-target in absolute form as the path that it means here. A sealed one is bound to its very bytes. */
function toOriginForm(incoming: IncomingMessage, publicOrigins: readonly string[]): void {
  const { url = "", headers } = incoming;
  if (url.startsWith("/") || headers["x-mte-relay-eh"] !== undefined) return;
  incoming.url = originForm(url, headers.host, publicOrigins) ?? url;
}

/** Where the routes of {@link createApp} begin. */
const OWN = ["/api/mte-", "/healthz/", "/public/"];

/**
 * The service as Node's HTTP server calls it. Hono serves the relay's own routes. What is relayed goes past it: it needs no router and
 * no context, which cost a tenth of a passed-through GET.
 */
export function createService(parts: AppParts): RequestListener {
  const relay = createRelay(parts);
  const own = getRequestListener(createApp(parts, relay).fetch, {
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
    // For clients of HTTP/1.0 that name no host, as some health checks do.
    hostname: "localhost",
  });

  function isOwn({ method, url = "", headers }: IncomingMessage): boolean {
    // Of a page that asks beforehand; the path is that of any request.
    if (method === "OPTIONS" || !url.startsWith("/")) return true;
    if (!OWN.some((path) => url.startsWith(path))) return false;
    const header = headers["x-mte-relay"];
    return url !== parts.codec.fixedPath || typeof header !== "string" || !parts.codec.isSealed(header);
  }

  return (incoming, outgoing) => {
    const fault = requestFault(incoming);
    if (fault !== undefined) return relay.refuse(incoming, outgoing, fault);
    // A question about the server as a whole (RFC 9110, 9.3.7).
    if (incoming.method === "OPTIONS" && incoming.url === "*")
      return void outgoing.writeHead(204, { allow: ALLOWED_METHODS }).end();
    toOriginForm(incoming, parts.publicOrigins);
    if (isOwn(incoming)) return void own(incoming, outgoing);
    try {
      relay.handle(incoming, outgoing);
    } catch (error) {
      logInternalError(parts.log, error);
      outgoing.destroy();
    }
  };
}
