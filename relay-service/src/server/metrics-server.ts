import { createServer } from "node:http";
import { PATHS } from "../contract.ts";
import { Connections } from "./connections/connections.ts";
import { listening } from "./listening.ts";

/** Serves the metrics to Prometheus on a separate port, which is not behind the load balancer. */
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
const CHECK_INTERVAL_MS = 1000;

/** Serves only `GET /metrics` on `port`. Rejects when the port is in use. `now`: a monotonic clock in milliseconds. */
export async function serveMetrics(
  collect: () => Promise<Metrics>,
  port: number,
  host?: string,
  now = () => performance.now(),
): Promise<MetricsServer> {
  let collecting: Promise<Metrics> | undefined;
  /** Concurrent requests share one collection. */
  function collectOnce(): Promise<Metrics> {
    collecting ??= collect().finally(() => {
      collecting = undefined;
    });
    return collecting;
  }

  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: CHECK_INTERVAL_MS });
  const connections = new Connections(server, {
    max: MAX_CONNECTIONS,
    arePeersClients: true,
    stallMs: STALL_MS,
    idleMs: STALL_MS,
    now,
    handle: async (incoming, outgoing) => {
      if (incoming.method !== "GET" || incoming.url !== PATHS.metrics) return void outgoing.writeHead(404).end();
      try {
        const { contentType, text } = await collectOnce();
        outgoing.writeHead(200, { "content-type": contentType }).end(text);
      } catch {
        outgoing.writeHead(500).end();
      }
    },
  });
  const checkTimer = setInterval(() => connections.check(now()), CHECK_INTERVAL_MS).unref();
  const boundPort = await listening(server, port, host);
  return {
    port: boundPort,
    close: async () => {
      clearInterval(checkTimer);
      const closed = new Promise<void>((done) => server.close(() => done()));
      connections.destroyAll();
      await closed;
    },
  };
}
