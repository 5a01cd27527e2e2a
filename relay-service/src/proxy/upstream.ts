import type { Readable } from "node:stream";
import { type Dispatcher, Pool } from "undici";

/** One upstream server, with its connections. */
export interface Upstream {
  readonly url: URL;
  /** Sends a request; `target` is path and query without the leading slash, checked before. */
  send(request: UpstreamRequest, handler: Dispatcher.DispatchHandler): void;
  /** Cuts all connections. */
  close(): Promise<void>;
}

export interface UpstreamRequest {
  readonly method: string;
  readonly target: string;
  /** A flat list of names and values. */
  readonly headers: string[];
  readonly body: Buffer | Readable | null;
}

/** Bytes of an answer's head; AWS's load balancers take 32 KiB from us. */
const MAX_HEADER_BYTES = 65_536;

/**
 * Redirects are never followed and nothing is retried. The exchange watches the time; only an attempt to connect, which goes on after
 * its exchange has given up, ends after `connectTimeoutMs`.
 */
export function createUpstream(url: URL, connectTimeoutMs: number): Upstream {
  const base = url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`;
  const pool = new Pool(url.origin, {
    allowH2: false,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  return {
    url,
    send: ({ method, target, headers, body }, handler) => {
      pool.dispatch({ path: base + target, method, headers, body } as Dispatcher.DispatchOptions, handler);
    },
    close: () => pool.destroy(),
  };
}
