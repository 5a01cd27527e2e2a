import { ConnectionPool } from "../http1/connection-pool.ts";
import type { HttpClient } from "../http1/http-client.ts";
import { NodeHttpClient } from "../http1/node-http-client.ts";

/** One upstream server, with its connections. The `target` of a request is path and query without the leading slash, checked before. */
export interface Upstream extends HttpClient {
  readonly url: URL;
}

/** `UPSTREAM_CLIENT`: our own HTTP client, or Node's. */
export type UpstreamClient = "builtin" | "node";

/**
 * Redirects are never followed and nothing is retried. The exchange watches the time; only an attempt to connect ends by itself, after
 * `connectTimeoutMs`.
 */
export function createUpstream(url: URL, connectTimeoutMs: number, clientName: UpstreamClient): Upstream {
  const base = url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`;
  const client = new (clientName === "node" ? NodeHttpClient : ConnectionPool)(url, connectTimeoutMs);
  return {
    url,
    send: (request, handler, onNew) => client.send({ ...request, target: base + request.target }, handler, onNew),
    close: () => client.close(),
  };
}
