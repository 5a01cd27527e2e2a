import type { RequestListener } from "node:http";
import { logInternalError, type Relay } from "../proxy/relay.ts";
import type { AppParts } from "./app.ts";
import { requestFault } from "./request-fault.ts";

/** Where the routes of the app that are not relayed begin. */
const OWN = ["/api/mte-", "/healthz/", "/public/"];

/**
 * Hands what is relayed to the relay past Hono's router and context, through which the app leads it to the same end: some 6 us, which are a
 * twentieth of an encoded GET and a tenth of one that passes through. A relay that is started with `--without-shortcut` goes without; the
 * benchmarks compare the two, and the suite of whole exchanges runs with both.
 */
export function createShortcut({ codec, log }: AppParts, relay: Relay, app: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    const { method, url = "" } = incoming;
    // A page asks beforehand by the path of any request.
    const isOwn = method === "OPTIONS" || !url.startsWith("/") || OWN.some((path) => url.startsWith(path));
    const isRelayed = !isOwn || (url === codec.fixedPath && relay.isSealed(incoming));
    if (!isRelayed || requestFault(incoming) !== undefined) return app(incoming, outgoing);
    try {
      relay.handle(incoming, outgoing);
    } catch (error) {
      logInternalError(log, error);
      outgoing.destroy();
    }
  };
}
