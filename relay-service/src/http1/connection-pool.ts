import type { Call } from "./call.ts";
import { connectTo } from "./connect.ts";
import { Connection } from "./connection.ts";
import type { HttpClient } from "./http-client.ts";
import { type Request, type ResponseHandler, requestHead } from "./request.ts";

/** How long an idle connection is kept when the server does not say. */
const DEFAULT_IDLE_MS = 4000;
const MAX_IDLE_MS = 600_000;
/** The pool closes a connection this long before the server would, so that no request meets a closing connection. */
const CLOSE_MARGIN_MS = 1000;
const SWEEP_INTERVAL_MS = 1000;

/** The connections to one server: one for each concurrent request. The caller limits the number of requests. */
export class ConnectionPool implements HttpClient {
  readonly #host: string;
  readonly #connect;
  readonly #open = new Set<Connection>();
  /** The most recently used one is taken first, so that surplus connections expire. */
  readonly #idle: Connection[] = [];
  /** Connections whose answer has just ended: see {@link ConnectionPool.#release}. */
  #released: Connection[] = [];
  readonly #sweepTimer: NodeJS.Timeout;

  constructor(url: URL, connectTimeoutMs: number) {
    this.#host = url.host;
    this.#connect = connectTo(url, connectTimeoutMs);
    this.#sweepTimer = setInterval(() => this.#closeExpired(), SWEEP_INTERVAL_MS).unref();
  }

  send(request: Request, handler: ResponseHandler, onNewConnection = false): Call {
    const head = requestHead(request, this.#host);
    const connection = (onNewConnection ? undefined : this.#takeIdle()) ?? this.#connection();
    return connection.send(request, head, handler);
  }

  close(): void {
    clearInterval(this.#sweepTimer);
    for (const connection of this.#open) connection.destroy();
  }

  #takeIdle(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined) return undefined;
      if (connection.isDestroyed) continue;
      // The sweep timer may be late: the process was busy, or the machine slept.
      if (performance.now() < connection.usableUntil) return connection;
      connection.destroy();
    }
  }

  #connection(): Connection {
    const connection = new Connection(this.#connect, {
      onFree: (free) => this.#release(free),
      onClose: (closed) => this.#remove(closed),
    });
    this.#open.add(connection);
    return connection;
  }

  /**
   * A server may send two answers to what was meant as one request (request smuggling). The second one must not go to the next client. So a
   * connection is reused only after the event loop has polled it for more bytes.
   */
  #release(connection: Connection): void {
    if (this.#released.push(connection) > 1) return;
    setImmediate(() => {
      const released = this.#released;
      this.#released = [];
      setImmediate(() => {
        for (const connection of released) this.#addIdle(connection);
      });
    });
  }

  #addIdle(connection: Connection) {
    if (connection.isDestroyed) return;
    const { keepAliveMs } = connection;
    const idleMs = keepAliveMs === null ? DEFAULT_IDLE_MS : Math.min(keepAliveMs - CLOSE_MARGIN_MS, MAX_IDLE_MS);
    if (idleMs <= 0) return connection.destroy();
    connection.usableUntil = performance.now() + idleMs;
    this.#idle.push(connection);
  }

  #closeExpired(): void {
    const now = performance.now();
    for (const connection of this.#idle) if (now >= connection.usableUntil) connection.destroy();
  }

  #remove(connection: Connection): void {
    this.#open.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
