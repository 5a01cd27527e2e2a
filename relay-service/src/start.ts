import { createGarbageCollector, type GarbageCollector } from "./memory/garbage-collector.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { createParts, type PartsOptions } from "./parts.ts";
import { createRelay } from "./proxy/relay.ts";
import { createApp } from "./server/app.ts";
import { listen } from "./server/listener.ts";
import { nodeListener } from "./server/node-listener.ts";
import { createShortcut } from "./server/shortcut.ts";

/** A relay that listens. */
export interface RunningRelay {
  readonly port: number;
  readonly metrics: Metrics;
  /** Reports "not ready", accepts no new connection, lets requests in flight finish within `DRAIN_MS`, then cuts them. */
  stop(): Promise<void>;
}

export interface StartOptions extends Omit<PartsOptions, "collector"> {
  /** Default: V8's. Tests start many relays in one process, and pass one that does not collect everything at each start. */
  readonly collector?: GarbageCollector;
  /** Whether requests for the upstream bypass Hono: see {@link createShortcut}. */
  readonly shortcut?: boolean;
}

/** Time limits of requests and connections are checked at least this often. */
const MAX_CHECK_INTERVAL_MS = 1000;

/** Makes all parts of a relay and listens. Rejects when the codec or the port fails. Does not fail without Redis. */
export async function startRelay({
  shortcut = true,
  collector = createGarbageCollector(),
  ...options
}: StartOptions): Promise<RunningRelay> {
  const { settings } = options;
  const parts = await createParts({ ...options, collector });
  const relay = createRelay(parts);
  const app = nodeListener(createApp(parts, relay), relay);
  // Frees what only the start needed, such as source text: 25 MB with Redis.
  collector.collectAll();
  const server = await listen(
    {
      service: shortcut ? createShortcut(parts, relay, app) : app,
      headersTimeoutMs: settings.headersTimeoutMs,
      keepAliveMs: settings.keepAliveMs,
      maxConnections: settings.maxConnections,
      arePeersClients: settings.trustedProxyHops === 0,
      stallMs: settings.upstreamTimeoutMs,
      now: parts.now,
      refused: (code) => parts.metrics.refused(code),
    },
    settings.port,
    settings.host,
  );
  const check = () => {
    parts.check();
    server.check();
  };
  const checkTimer = setInterval(check, Math.min(MAX_CHECK_INTERVAL_MS, settings.upstreamTimeoutMs / 4));

  return {
    port: server.port,
    metrics: parts.metrics,
    stop: async () => {
      parts.retire();
      const drainUntil = parts.now() + settings.drainMs;
      const cut = setTimeout(() => {
        parts.cut();
        server.destroy();
      }, settings.drainMs);
      await server.stopListening();
      clearTimeout(cut);
      clearInterval(checkTimer);
      await parts.close(drainUntil - parts.now());
    },
  };
}
