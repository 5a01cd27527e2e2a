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
  /** Not ready any more, no new connections, in-flight requests are finished for `DRAIN_MS`, then cut. */
  stop(): Promise<void>;
}

export interface StartOptions extends Omit<PartsOptions, "collector"> {
  /** Default: V8's. A process that starts many relays one after the other keeps it from a collection of all at each start. */
  readonly collector?: GarbageCollector;
  /** False: what is relayed goes through Hono, too; see {@link createShortcut}. */
  readonly shortcut?: boolean;
}

/** How often exchanges look at the clock, at most; milliseconds. */
const CHECK_MS = 1000;

/** Makes all parts of a relay and listens. Rejects when the codec or the port fails; an absent Redis is waited for. */
export async function startRelay(options: StartOptions): Promise<RunningRelay> {
  const { settings, shortcut = true, collector = createGarbageCollector() } = options;
  const parts = await createParts({ ...options, collector });
  const relay = createRelay(parts);
  const app = nodeListener(createApp(parts, relay), parts.publicOrigins);
  // What was read and compiled for the start alone: 25 MB with Redis.
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
  const look = () => {
    parts.check();
    server.check();
  };
  const clock = setInterval(look, Math.min(CHECK_MS, settings.upstreamTimeoutMs / 4));

  return {
    port: server.port,
    metrics: parts.metrics,
    stop: async () => {
      parts.retire();
      const cut = setTimeout(() => {
        parts.cut();
        server.destroy();
      }, settings.drainMs);
      await server.stopListening();
      clearTimeout(cut);
      clearInterval(clock);
      await parts.close();
    },
  };
}
