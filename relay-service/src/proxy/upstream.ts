import type { Call } from "../http1/call.ts";
import { ConnectionPool } from "../http1/connection-pool.ts";
import type { Request, ResponseHandler } from "../http1/request.ts";

/** One upstream server, with its connections. */
export interface Upstream {
  readonly url: URL;
  /**
   * Sends a request, whose `target` here is path and query without the leading slash, checked before. Throws InvalidRequest before anything was
   * sent. `onNew`: on a connection that was never used.
   */
  send(request: Request, handler: ResponseHandler, onNew?: boolean): Call;
  /** Cuts all connections. */
  close(): void;
}

/**
 * Redirects are never followed and nothing is retried. The exchange watches the time; only an attempt to connect ends by itself, after
 * `connectTimeoutMs`.
 */
export function createUpstream(url: URL, connectTimeoutMs: number): Upstream {
  const base = url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`;
  const pool = new ConnectionPool(url, connectTimeoutMs);
  return {
    url,
    send: (request, handler, onNew) => pool.send({ ...request, target: base + request.target }, handler, onNew),
    close: () => pool.close(),
  };
}
