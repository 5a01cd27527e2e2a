import type { Call } from "./call.ts";
import { connectTo } from "./connect.ts";
import { Connection } from "./connection.ts";
import type { HttpClient } from "./http-client.ts";
import { type Request, type ResponseHandler, requestHead } from "./request.ts";

/** Milliseconds that a connection waits for another request when its server says nothing, and at most. */
const IDLE_MS = 4000;
const MAX_IDLE_MS = 600_000;
/** By which we close before the server does: a request shall not meet a connection that is being closed. */
const MARGIN_MS = 1000;
const LOOK_MS = 1000;

/** The connections to one server. As many are opened as there are requests at a time; who calls limits those. */
export class ConnectionPool implements HttpClient {
  readonly #host: string;
  readonly #connect;
  readonly #open = new Set<Connection>();
  /** The newest is used first, so that those that are too many grow old. */
  readonly #idle: Connection[] = [];
  #resting: Connection[] = [];
  readonly #clock: NodeJS.Timeout;

  constructor(url: URL, connectTimeoutMs: number) {
    this.#host = url.host;
    this.#connect = connectTo(url, connectTimeoutMs);
    this.#clock = setInterval(() => this.#closeOld(), LOOK_MS).unref();
  }

  send(request: Request, handler: ResponseHandler, onNew = false): Call {
    const head = requestHead(request, this.#host);
    const connection = (onNew ? undefined : this.#kept()) ?? this.#connection();
    return connection.send(request, head, handler);
  }

  close(): void {
    clearInterval(this.#clock);
    for (const connection of this.#open) connection.destroy();
  }

  #kept(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined) return undefined;
      if (connection.isDestroyed) continue;
      // The clock may be late: the process had other work, or the machine slept.
      if (performance.now() < connection.usableUntil) return connection;
      connection.destroy();
    }
  }

  #connection(): Connection {
    const connection = new Connection(this.#connect, {
      onFree: (free) => this.#rest(free),
      onClose: (closed) => this.#forget(closed),
    });
    this.#open.add(connection);
    return connection;
  }

  /**
   * A server that answers twice, as one that was led to see two requests in one, must not answer the next client. So a connection is
   * used again only after the event loop has once more looked for bytes on it.
   */
  #rest(connection: Connection): void {
    if (this.#resting.push(connection) > 1) return;
    setImmediate(() => {
      const rested = this.#resting;
      this.#resting = [];
      setImmediate(() => {
        for (const connection of rested) this.#keep(connection);
      });
    });
  }

  #keep(connection: Connection) {
    if (connection.isDestroyed) return;
    const idleMs = connection.keptMs === null ? IDLE_MS : Math.min(connection.keptMs - MARGIN_MS, MAX_IDLE_MS);
    if (idleMs <= 0) return connection.destroy();
    connection.usableUntil = performance.now() + idleMs;
    this.#idle.push(connection);
  }

  #closeOld(): void {
    const now = performance.now();
    for (const connection of this.#idle) if (now >= connection.usableUntil) connection.destroy();
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
  }
}
