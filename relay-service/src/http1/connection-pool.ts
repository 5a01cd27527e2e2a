import type { Call } from "./call.ts";
import { connectTo } from "./connect.ts";
import { Connection } from "./connection.ts";
import { type Request, type ResponseHandler, requestHead } from "./request.ts";

/** Seconds that a connection waits for another request when its server says nothing, and at most. */
const IDLE_SECONDS = 4;
const MAX_IDLE_SECONDS = 600;
/** Seconds by which we close before the server does: a request shall not meet a connection that is being closed. */
const MARGIN_SECONDS = 1;
const HINT = /(?:^|[\s,])timeout=([0-9]{1,6})(?:$|[\s,])/i;

/** The connections to one server. As many are opened as there are requests at a time; who calls limits those. */
export class ConnectionPool {
  readonly #host: string;
  readonly #connect;
  readonly #open = new Set<Connection>();
  /** The newest is used first, so that those that are too many grow old. */
  readonly #idle: Connection[] = [];
  #resting: Connection[] = [];
  readonly #clock: NodeJS.Timeout;
  #seconds = 0;

  constructor(url: URL, connectTimeoutMs: number) {
    this.#host = url.host;
    this.#connect = connectTo(url, connectTimeoutMs);
    this.#clock = setInterval(() => this.#tick(), 1000).unref();
  }

  /**
   * Sends a request. Throws InvalidRequest before anything was sent. `onNew`: on a connection that was never used, so that no server
   * is just closing it.
   */
  send(request: Request, handler: ResponseHandler, onNew = false): Call {
    const head = requestHead(request, this.#host);
    const connection = (onNew ? undefined : this.#kept()) ?? this.#connection();
    return connection.send(request, head, handler);
  }

  /** Cuts all connections. */
  close(): void {
    clearInterval(this.#clock);
    for (const connection of this.#open) connection.destroy();
  }

  #kept(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined || !connection.isDestroyed) return connection;
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
    if (idleSeconds(connection.keepAlive) < 1) return connection.destroy();
    connection.idleSince = this.#seconds;
    this.#idle.push(connection);
  }

  #tick(): void {
    this.#seconds++;
    for (const connection of this.#idle.filter((idle) => this.#seconds - idle.idleSince >= idleSeconds(idle.keepAlive))) {
      connection.destroy();
    }
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
  }
}

/** Seconds that a connection may wait, by what its server says in `keep-alive`. */
function idleSeconds(hint: string): number {
  const seconds = HINT.exec(hint)?.[1];
  return seconds === undefined ? IDLE_SECONDS : Math.min(Number(seconds) - MARGIN_SECONDS, MAX_IDLE_SECONDS);
}
