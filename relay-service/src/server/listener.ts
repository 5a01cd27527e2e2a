import { createServer, type RequestListener } from "node:http";
import { Connections } from "./connections/connections.ts";
import { listening } from "./listening.ts";

/** Time limits and sizes of the connections to clients. */
export interface ServerOptions {
  readonly service: RequestListener;
  /** Time limit for the head of a request. */
  readonly headersTimeoutMs: number;
  /** How long an idle connection stays open. Must exceed the load balancer's idle timeout, or it sends requests into a closing connection. */
  readonly keepAliveMs: number;
  readonly maxConnections: number;
  /** Whether peers are clients and not proxies in front of the relay. */
  readonly arePeersClients: boolean;
  /** How long a client may read nothing of its answers. */
  readonly stallMs: number;
  readonly now: () => number;
  /** Called with the code of each refusal that happens before there is a valid request. */
  readonly refused: (code: string) => void;
}

/** A listening server that can stop without losing a request. */
export interface RelayServer {
  readonly port: number;
  /** Ends connections whose time limit has passed. Call it periodically. */
  check(): void;
  /**
   * Accepts no new connection, closes idle connections at once and the others after their last answer. Resolves when all of them are closed,
   * so all answers were sent completely.
   */
  stopListening(): Promise<void>;
  /** Destroys every connection. */
  destroy(): void;
}

/** Limit of a request's head: a sealed head of 12 KiB, and what browsers and load balancers add. */
const MAX_HEADER_BYTES = 65_536;

/** Listens on `port` (0: the system chooses). Rejects when the port is taken. */
export async function listen(options: ServerOptions, port: number, host?: string): Promise<RelayServer> {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: options.headersTimeoutMs,
    keepAliveTimeout: options.keepAliveMs,
    // No limit, because uploads may take hours. BodyRate ends those that are too slow.
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    // requestFault() checks the Host. Node would answer by itself and close the connection while a body still arrives.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    // Does not make a stream for a request without a body, which saves a tenth of the CPU time of Node's server.
    optimizeEmptyRequests: true,
  });
  // No limit: the relay refuses too many header lines, but Node would silently drop some.
  server.maxHeadersCount = 0;
  const connections = new Connections(server, {
    handle: options.service,
    max: options.maxConnections,
    arePeersClients: options.arePeersClients,
    stallMs: options.stallMs,
    // A head that begins at the last moment still gets its own time.
    idleMs: options.keepAliveMs + options.headersTimeoutMs,
    now: options.now,
    refused: options.refused,
  });
  const boundPort = await listening(server, port, host);
  return {
    port: boundPort,
    check: () => connections.check(options.now()),
    stopListening: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      connections.endAll();
      await closed;
    },
    destroy: () => connections.destroyAll(),
  };
}
