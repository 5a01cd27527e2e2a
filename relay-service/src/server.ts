import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { listening } from "./listening.ts";

/** Time limits and sizes of the connections to clients. */
export interface ServerOptions {
  readonly service: RequestListener;
  /** Milliseconds in which a request's head must be there. */
  readonly headersTimeoutMs: number;
  /** Milliseconds an idle connection is kept; longer than the load balancer keeps its own, or it would send into a closed one. */
  readonly keepAliveMs: number;
}

/** A listening server that can stop without losing a request. */
export interface RelayServer {
  readonly port: number;
  /**
   * Takes no new connection, closes those without a request, and the others after their answer. Resolves when the last one is
   * closed, and with it the last byte of the last answer is out.
   */
  stopListening(): Promise<void>;
  /** Cuts every connection. */
  destroy(): void;
}

/** Bytes of a request's head: a sealed head of 12 KiB, and what browsers and load balancers add. */
const MAX_HEADER_BYTES = 65_536;

/** Listens on `port` (0: the system chooses). Rejects when the port is taken. */
export async function listen(options: ServerOptions, port: number, host?: string): Promise<RelayServer> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: options.headersTimeoutMs,
      keepAliveTimeout: options.keepAliveMs,
      // Uploads may take hours; the exchange looks for clients that send too slowly.
      requestTimeout: 0,
      connectionsCheckingInterval: 1000,
      requireHostHeader: true,
      insecureHTTPParser: false,
      noDelay: true,
      // A request without a body is no stream: a tenth of what Node's server costs.
      optimizeEmptyRequests: true,
    },
    options.service,
  );
  // All of them are needed to judge a request: the relay refuses too many, Node would leave some out in silence.
  server.maxHeadersCount = 0;
  const idle = watchIdle(server);
  // Without a listener Node closes the connection and says nothing.
  server.on("connect", (_request, socket) =>
    socket.end("HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
  );
  const listens = await listening(server, port, host);
  return {
    port: listens,
    stopListening: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      idle.closeAll();
      await closed;
    },
    destroy: () => server.closeAllConnections(),
  };
}

/** What is known of one connection. One object for all its requests: it is made and dropped with the connection. */
interface Connection {
  /** Requests without a whole answer; several where a client does not wait for answers. */
  pending: number;
  last: ServerResponse | null;
}

/** Knows the connections without a request, also those that never sent a byte, which Node does not count as idle. */
function watchIdle(server: Server): { closeAll(): void } {
  const connections = new Map<Socket, Connection>();
  let closing = false;
  server.on("connection", (socket) => {
    connections.set(socket, { pending: 0, last: null });
    socket.on("close", () => connections.delete(socket));
  });
  server.on("request", ({ socket }, outgoing) => {
    const connection = connections.get(socket);
    if (connection === undefined) return;
    connection.pending++;
    connection.last = outgoing;
    if (closing) outgoing.shouldKeepAlive = false;
    outgoing.on("close", () => {
      connection.pending--;
      if (connection.pending > 0) return;
      connection.last = null;
      if (closing) socket.destroySoon();
    });
  });
  return {
    closeAll: () => {
      closing = true;
      for (const [socket, { pending, last }] of connections) {
        if (pending === 0) socket.destroy();
        // An answer that has not begun says that it is the last one.
        else if (last !== null && !last.headersSent) last.shouldKeepAlive = false;
      }
    },
  };
}
