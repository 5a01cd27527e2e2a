import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { Refusal } from "../codec/codec.ts";
import { PATHS } from "../contract.ts";
import { MISDIRECTED } from "../proxy/domains.ts";
import { createRelay, type RelayParts } from "../proxy/relay.ts";
import { isSafeTarget } from "../proxy/request/target.ts";
import { nodeListener } from "./node-listener.ts";
import { createPairing, fieldOf, type PairingParts } from "./pairing-route.ts";
import type { PublicFile } from "./public-files.ts";
import { requestFault } from "./request-fault.ts";
import { VENDOR_ERRORS } from "./vendor-errors.ts";
import { withoutSocket } from "./without-socket.ts";

/** The parts of the app, which `start.ts` makes. */
export interface AppParts extends RelayParts, PairingParts {
  readonly publicFiles: ReadonlyMap<string, PublicFile>;
  /** Whether the relay can serve: the store answers, and the relay is not stopping. */
  readonly isReady: () => boolean;
}

/** The relay works on Node's request and response, because `Request` and `Response` would copy each body that passes. */
interface Service {
  Bindings: HttpBindings;
}

/** The complete relay as a Hono app: its own routes, and all requests for the upstream. */
export function createApp(parts: AppParts, relay = createRelay(parts)): Hono<Service> {
  const { codec, domains } = parts;
  const pairing = createPairing(parts);
  const app = new Hono<Service>();

  /** CORS headers of an answer. There are none for a page that is not allowed, so its browser hides the answer. */
  const corsOf = ({ env: { incoming } }: Context<Service>) => {
    const { origin, host } = incoming.headers;
    const cors = domains.of(host)?.cors;
    return Object.fromEntries(cors?.allows(origin, host) ? cors.answerHeaders(origin) : []);
  };
  const forward = ({ env: { incoming, outgoing } }: Context<Service>) => {
    relay.handle(incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  };

  const refuse = (...refused: Parameters<typeof relay.refuse>) => {
    relay.refuse(...refused);
    return RESPONSE_ALREADY_SENT;
  };

  app.use((c, next) => {
    const { incoming, outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
    // Called by `app.request()`, which has no Node request.
    if (incoming === undefined || outgoing === undefined) return withoutSocket(c.req.raw, nodeListener(app, relay));
    const fault = requestFault(incoming);
    if (fault === undefined) return next();
    return Promise.resolve(refuse(incoming, outgoing, fault));
  });
  app.get(PATHS.readiness, (c) => {
    const ready = parts.isReady();
    return c.json({ ready }, ready ? 200 : 503, { "cache-control": "no-store" });
  });
  app.get(`${PATHS.liveness}/:message?`, (c) => {
    if (!isSafeTarget((c.env.incoming.url ?? "/").slice(1))) return c.json({ error: "target" }, 400);
    const echo = c.req.param("message") ?? true;
    return c.json({ echo, time: Date.now() }, 200, { ...corsOf(c), "cache-control": "no-store" });
  });
  app.get("/api/mte-errors", (c) => c.json(VENDOR_ERRORS, 200, corsOf(c)));
  app.get("/public/:file", (c) => {
    const file = parts.publicFiles.get(c.req.param("file"));
    if (file === undefined) return c.json({ error: "not-found" }, 404);
    if (c.req.header("if-none-match") === file.headers.etag) return c.body(null, 304, file.headers);
    // Written directly, because a Response would copy the file for each request.
    c.env.outgoing.writeHead(200, { ...file.headers, "content-length": file.content.length });
    c.env.outgoing.end(c.req.method === "HEAD" ? undefined : file.content);
    return RESPONSE_ALREADY_SENT;
  });
  app.post("/api/mte-pair", async (c) => {
    await pairing(c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  app.options("*", (c) => {
    const origin = c.req.header("origin");
    const { incoming, outgoing } = c.env;
    const cors = domains.of(incoming.headers.host)?.cors;
    if (cors === undefined) return refuse(incoming, outgoing, MISDIRECTED);
    if (origin === undefined || c.req.header("access-control-request-method") === undefined) {
      // Not a preflight, but an OPTIONS request for the upstream.
      const isForUpstream = relay.isSealed(incoming) || relay.isPassThrough(incoming);
      return isForUpstream ? forward(c) : c.json({ error: "preflight" }, 400);
    }
    if (!cors.allows(origin, incoming.headers.host)) return c.json({ error: "origin" }, 403);
    return c.body(null, 204, cors.preflightHeaders(origin, c.req.header("access-control-request-headers")));
  });
  app.get(PATHS.identity, (c) => {
    const { incoming, outgoing } = c.env;
    if (relay.isSealed(incoming)) return forward(c);
    const cors = domains.of(incoming.headers.host)?.cors;
    if (cors === undefined) return refuse(incoming, outgoing, MISDIRECTED);
    if (!cors.allows(c.req.header("origin"), incoming.headers.host)) return c.json({ error: "origin" }, 403);
    try {
      const { signed } = codec.identify(fieldOf(c.req.header("x-mte-relay")));
      return c.json(codec.describe(), 200, { ...corsOf(c), "cache-control": "no-store", "x-mte-relay": signed });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return c.body(JSON.stringify({ error: error.code }), error.status as 200, {
        ...corsOf(c),
        "content-type": "application/json",
        "x-mte-relay-err": error.code,
      });
    }
  });
  app.all("*", forward);
  app.onError((error, c) => {
    // The message may contain data of a client, so only the class of the error is logged.
    parts.log.error({ error: error.name, path: c.req.routePath }, "a route failed");
    return c.json({ error: "internal" }, 500);
  });
  return app;
}
