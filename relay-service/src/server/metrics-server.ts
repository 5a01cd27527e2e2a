import { createServer } from "node:http";
import { Connections } from "./connections/connections.ts";
import { listening } from "./listening.ts";

/** Where Prometheus reads the metrics: a port of its own, which no load balancer ever forwards to. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

interface Metrics {
  readonly contentType: string;
  readonly text: string;
}

const MAX_CONNECTIONS = 100;
const STALL_MS = 10_000;
const CHECK_MS = 1000;

/**
 * Serves `GET /metrics` on `port` and nothing else. Rejects when the port is taken. `now` in milliseconds on a clock that never goes
 * back.
 */
export async function serveMetrics(
  collect: () => Promise<Metrics>,
  port: number,
  host?: string,
  now = () => performance.now(),
): Promise<MetricsServer> {
  let collecting: Promise<Metrics> | undefined;
  /** One collection for all who ask meanwhile. */
  function collectOnce(): Promise<Metrics> {
    collecting ??= collect().finally(() => {
      collecting = undefined;
    });
    return collecting;
  }

  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: CHECK_MS });
  const connections = new Connections(server, {
    max: MAX_CONNECTIONS,
    arePeersClients: true,
    stallMs: STALL_MS,
    idleMs: STALL_MS,
    now,
    handle: async (incoming, outgoing) => {
      if (incoming.method !== "GET" || incoming.url !== "/metrics") return void outgoing.writeHead(404).end();
      try {
        const { contentType, text } = await collectOnce();
        outgoing.writeHead(200, { "content-type": contentType }).end(text);
      } catch {
        outgoing.writeHead(500).end();
      }
    },
  });
  const clock = setInterval(() => connections.check(now()), CHECK_MS).unref();
  const listens = await listening(server, port, host);
  return {
    port: listens,
    close: async () => {
      clearInterval(clock);
      const closed = new Promise<void>((done) => server.close(() => done()));
      connections.destroyAll();
      await closed;
    },
  };
}
