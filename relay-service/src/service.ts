import type { IncomingMessage, RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type AppParts, createApp } from "./app.ts";
import { FIXED_PATH } from "./codec/roc1/format.ts";
import { createRelay, tellFault } from "./relay.ts";

/** Where the routes of {@link createApp} begin. */
const OWN = ["/api/mte-", "/healthz/", "/public/"];

/**
 * The service as Node's HTTP server calls it. Hono serves the relay's own routes. What is relayed goes past it: it needs no router and
 * no context, which cost a tenth of a passed-through GET.
 */
export function createService(parts: AppParts): RequestListener {
  const relay = createRelay(parts);
  const own = getRequestListener(createApp(parts, relay).fetch, { overrideGlobalObjects: false, autoCleanupIncoming: false });

  function isOwn({ method, url = "", headers }: IncomingMessage): boolean {
    // Of a page that asks beforehand; the path is that of any request.
    if (method === "OPTIONS" || !url.startsWith("/")) return true;
    if (!OWN.some((path) => url.startsWith(path))) return false;
    const header = headers["x-mte-relay"];
    return url !== FIXED_PATH || typeof header !== "string" || !parts.codec.isSealed(header);
  }

  return (incoming, outgoing) => {
    if (isOwn(incoming)) return void own(incoming, outgoing);
    try {
      relay(incoming, outgoing);
    } catch (error) {
      tellFault(parts.log, error);
      outgoing.destroy();
    }
  };
}
