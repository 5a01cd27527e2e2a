import { ConnectionPool } from "../http1/connection-pool.ts";
import type { HttpClient } from "../http1/http-client.ts";
import { NodeHttpClient } from "../http1/node-http-client.ts";

/** The upstream server, with its connections. The `target` of a request is path and query without the leading slash, already checked. */
export interface Upstream extends HttpClient {
  readonly url: URL;
}

/** `UPSTREAM_CLIENT`: the relay's own HTTP client, or Node's. */
export type UpstreamClient = "builtin" | "node";

/**
 * Never follows redirects and never retries. The exchange enforces the time limits, except for connecting, which fails after
 * `connectTimeoutMs`.
 */
export function createUpstream(url: URL, connectTimeoutMs: number, clientName: UpstreamClient): Upstream {
  const base = url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`;
  const client = new (clientName === "node" ? NodeHttpClient : ConnectionPool)(url, connectTimeoutMs);
  return {
    url,
    send: (request, handler, onNewConnection) =>
      client.send({ ...request, target: base + request.target }, handler, onNewConnection),
    close: () => client.close(),
  };
}
