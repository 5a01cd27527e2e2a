import { createServer, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { listening } from "./listening.ts";

/** Time limits and sizes of the connections to clients. */
export interface ServerOptions {
  readonly fetch: Parameters<typeof getRequestListener>[0];
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
  const listener = getRequestListener(options.fetch, { overrideGlobalObjects: false, autoCleanupIncoming: false });
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
    },
    listener,
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

/** Knows the connections without a request, also those that never sent a byte, which Node does not count as idle. */
function watchIdle(server: Server): { closeAll(): void } {
  const idle = new Set<Socket>();
  /** Several requests of one connection, where a client does not wait for answers. */
  const active = new Map<Socket, Set<ServerResponse>>();
  let closing = false;
  server.on("connection", (socket) => {
    idle.add(socket);
    socket.on("close", () => idle.delete(socket));
  });
  server.on("request", ({ socket }, outgoing) => {
    idle.delete(socket);
    const answers = active.get(socket) ?? new Set();
    active.set(socket, answers.add(outgoing));
    if (closing) outgoing.shouldKeepAlive = false;
    outgoing.on("close", () => {
      answers.delete(outgoing);
      if (answers.size > 0) return;
      active.delete(socket);
      if (closing) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
  });
  return {
    closeAll: () => {
      closing = true;
      for (const socket of idle) socket.destroy();
      // An answer that has not begun says that it is the last one.
      for (const answers of active.values()) {
        const last = [...answers].at(-1);
        if (last !== undefined && !last.headersSent) last.shouldKeepAlive = false;
      }
    },
  };
}
