import { createServer } from "node:http";
import { listening } from "./listening.ts";

/** Where Prometheus reads the metrics: a port of its own, which no load balancer ever forwards to. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `GET /metrics` on `port` and nothing else. Rejects when the port is taken. */
export async function serveMetrics(
  collect: () => Promise<{ contentType: string; text: string }>,
  port: number,
  host?: string,
): Promise<MetricsServer> {
  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000 }, async (incoming, outgoing) => {
    if (incoming.method !== "GET" || incoming.url !== "/metrics") {
      outgoing.writeHead(404).end();
      return;
    }
    try {
      const { contentType, text } = await collect();
      outgoing.writeHead(200, { "content-type": contentType }).end(text);
    } catch {
      outgoing.writeHead(500).end();
    }
  });
  const listens = await listening(server, port, host);
  return {
    port: listens,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}
