import { createServer, type RequestListener } from "node:http";
import { Connections } from "./connections/connections.ts";
import { listening } from "./listening.ts";

/** Time limits and sizes of the connections to clients. */
export interface ServerOptions {
  readonly service: RequestListener;
  /** Milliseconds in which a request's head must be there. */
  readonly headersTimeoutMs: number;
  /** Milliseconds an idle connection is kept; longer than the load balancer keeps its own, or it would send into a closed one. */
  readonly keepAliveMs: number;
  readonly maxConnections: number;
  /** Whether peers are clients and not proxies in front of the relay. */
  readonly arePeersClients: boolean;
  /** Milliseconds that a client may take nothing of its answers. */
  readonly stallMs: number;
  readonly now: () => number;
  /** Called with the code of each refusal that happens before there is a request. */
  readonly refused: (code: string) => void;
}

/** A listening server that can stop without losing a request. */
export interface RelayServer {
  readonly port: number;
  /** Ends connections that have waited too long; to be called from time to time. */
  check(): void;
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
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: options.headersTimeoutMs,
    keepAliveTimeout: options.keepAliveMs,
    // Uploads may take hours; who sends too slowly is looked for elsewhere.
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    // Node would answer by itself, and close a connection on which a body still comes.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    // A request without a body is no stream: a tenth of what Node's server costs.
    optimizeEmptyRequests: true,
  });
  // All of them are needed to judge a request: the relay refuses too many, Node would leave some out in silence.
  server.maxHeadersCount = 0;
  const connections = new Connections(server, {
    handle: options.service,
    max: options.maxConnections,
    arePeersClients: options.arePeersClients,
    stallMs: options.stallMs,
    // A head that begins at the last moment has its own time.
    idleMs: options.keepAliveMs + options.headersTimeoutMs,
    now: options.now,
    refused: options.refused,
  });
  const listens = await listening(server, port, host);
  return {
    port: listens,
    check: () => connections.check(options.now()),
    stopListening: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      connections.endAll();
      await closed;
    },
    destroy: () => connections.destroyAll(),
  };
}
