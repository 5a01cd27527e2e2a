import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ALLOWED_METHODS } from "../../http/methods.ts";
import { SlowReader } from "../../http/slow-reader.ts";
import { clientNetwork } from "../../limits/client-network.ts";
import { Shares } from "../../limits/shares.ts";
import { ClientConnection } from "./client-connection.ts";
import { rawAnswer } from "./raw-answer.ts";

export interface ConnectionsOptions {
  readonly handle: RequestListener;
  /** Limit of concurrent connections. */
  readonly max: number;
  /** Whether peers are clients and not proxies in front. Then each client network gets its share of the connections. */
  readonly arePeersClients: boolean;
  /** How long a client may read nothing of its answers. */
  readonly stallMs: number;
  /** How long a connection may have no request, even if bytes arrive. */
  readonly idleMs: number;
  readonly now: () => number;
  /** Called with the code of each refusal that happens before there is a valid request. */
  readonly refused?: (code: string) => void;
}

/** Queued requests of all connections together. */
const MAX_QUEUED = 20_000;

/** Manages the connections of a server: their number, the order in which their requests are served, and their time limits. */
export class Connections {
  readonly #connections = new Map<Socket, ClientConnection>();
  #isClosing = false;

  constructor(server: Server, options: ConnectionsOptions) {
    const { handle, max, arePeersClients, stallMs, idleMs, now, refused } = options;
    const shares = new Shares(max);
    const context = { handle, queued: new Shares(MAX_QUEUED), stallMs, idleMs, now };
    server.maxConnections = max;
    server.on("drop", () => refused?.("connections"));
    server.on("connection", (socket) => {
      const network = clientNetwork(socket.remoteAddress ?? "unknown");
      if (arePeersClients && !shares.take(network)) {
        refused?.("connections");
        socket.destroy();
        return;
      }
      const connection = new ClientConnection(socket, network, context);
      this.#connections.set(socket, connection);
      socket.on("close", () => {
        if (arePeersClients) shares.give(network);
        this.#connections.delete(socket);
        connection.closed();
      });
    });
    const accept = (incoming: IncomingMessage, outgoing: ServerResponse) => {
      if (this.#isClosing) outgoing.shouldKeepAlive = false;
      const connection = this.#connections.get(incoming.socket);
      if (connection === undefined) incoming.socket.destroy();
      else connection.accept(incoming, outgoing);
    };
    server.on("request", accept);
    // An `expect` other than `100-continue`. Without a listener Node answers by itself, before earlier requests, and reads no further.
    server.on("checkExpectation", accept);
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      const connection = this.#connections.get(socket as Socket);
      if (connection === undefined || error instanceof SlowReader || error.code === "ECONNRESET") {
        socket.destroy();
        return;
      }
      // These bytes follow an invalid request that was already refused.
      if (connection.isEnding) return;
      const status = STATUS[error.code ?? ""] ?? 400;
      refused?.("request");
      connection.fail(rawAnswer(status, "request"));
    });
    // Without a listener Node closes the connection without an answer.
    server.on("connect", (_request, socket) => {
      refused?.("method");
      const answer = rawAnswer(405, "method", [["allow", ALLOWED_METHODS]]);
      const connection = this.#connections.get(socket as Socket);
      if (connection === undefined) socket.destroy();
      else connection.detach(answer);
    });
  }

  /** Ends connections whose time limit has passed. */
  check(now: number): void {
    for (const connection of [...this.#connections.values()]) connection.check(now);
  }

  destroyAll(): void {
    for (const socket of [...this.#connections.keys()]) socket.destroy();
  }

  /** Ends all connections, those with requests after their last answer. */
  endAll(): void {
    this.#isClosing = true;
    for (const connection of this.#connections.values()) connection.end();
  }
}

/** The statuses for error codes of Node's parser and server. Other codes become 400. */
const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
