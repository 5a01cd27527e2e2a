import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type CodecOptions, createCodec, type MessageCrypto, PAIR_FORMAT } from "./codec/create-codec.ts";
import { createRateLimit } from "./limits/rate-limit.ts";
import { createGarbageCollector } from "./memory/garbage-collector.ts";
import { GcPacer } from "./memory/gc-pacer.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { InFlight } from "./proxy/in-flight.ts";
import { FirstBytes } from "./proxy/request/first-bytes.ts";
import { createUpstream } from "./proxy/upstream.ts";
import { createCors } from "./server/cors.ts";
import { listen } from "./server/listener.ts";
import type { PublicFile } from "./server/public-files.ts";
import { createService } from "./server/service.ts";
import type { Settings } from "./settings.ts";
import { measured } from "./store/measured.ts";
import { createMemoryStore } from "./store/memory.ts";
import type { PairStore } from "./store/pair-store.ts";

/** A relay that listens. */
export interface RunningRelay {
  readonly port: number;
  readonly metrics: Metrics;
  /** Not ready any more, no new connections, in-flight requests are finished for `DRAIN_MS`, then cut. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly publicFiles: ReadonlyMap<string, PublicFile>;
  readonly crypto: MessageCrypto;
  /** Makes the keys of a secret, which takes some 80 ms. Default: computes them. */
  readonly deriveKeys?: CodecOptions["deriveKeys"];
  /** Wall clock in milliseconds, which the relays of one store share. */
  readonly wallClock?: () => number;
  /** Milliseconds that only ever grow, for time limits and rates. */
  readonly now?: () => number;
}

/** So that a time-out of the exchange comes first, and is told as one; milliseconds. */
const CONNECT_GRACE_MS = 1000;
/** How long a start waits for Redis before it goes on without; milliseconds. */
const CONNECT_MS = 1000;
/** How often exchanges look at the clock, at most; milliseconds. */
const CHECK_MS = 1000;

/** Makes all parts of a relay, tests the codec, and listens. Rejects when the codec or the port fails; an absent Redis is waited for. */
export async function startRelay(options: StartOptions): Promise<RunningRelay> {
  const { settings, log, publicFiles, crypto, deriveKeys, wallClock = Date.now, now = () => performance.now() } = options;
  const metrics = createMetrics();
  const store = measured(await createStore(settings, log), metrics, now);
  const codec = createCodec({
    secrets: settings.clientIdSecrets,
    identitySeed: settings.identitySeed,
    publicOrigins: settings.publicOrigins,
    corsOrigins: settings.corsOrigins,
    idempotencyMs: settings.idempotencyMs,
    store,
    clock: wallClock,
    crypto,
    ...(deriveKeys && { deriveKeys }),
  });
  codec.selfTest();
  const upstream = createUpstream(settings.upstream, settings.upstreamTimeoutMs + CONNECT_GRACE_MS);
  const inFlight = new InFlight({ max: settings.maxInFlight, now });
  const firstBytes = new FirstBytes(settings.headersTimeoutMs, now);
  metrics.watchInFlight(() => inFlight.size);
  const collector = createGarbageCollector();
  let stopping = false;

  const service = createService({
    codec,
    upstream,
    inFlight,
    firstBytes,
    metrics,
    pacer: new GcPacer(collector),
    log,
    now,
    publicFiles,
    cors: createCors({ origins: settings.corsOrigins, publicOrigins: settings.publicOrigins }),
    rateLimit: createRateLimit({ perSecond: settings.pairingRate, burst: settings.pairingBurst, now }),
    passThroughRoutes: settings.passThroughRoutes,
    passHeaders: settings.passHeaders,
    publicOrigins: settings.publicOrigins,
    trustedProxyHops: settings.trustedProxyHops,
    maxBodyBytes: settings.maxBodyBytes,
    verifyBodyBytes: settings.verifyBodyBytes,
    upstreamTimeoutMs: settings.upstreamTimeoutMs,
    isReady: () => store.ready && !stopping,
  });
  // What was read and compiled for the start alone: 25 MB with Redis.
  collector.collectAll();
  const server = await listen(
    {
      service,
      headersTimeoutMs: settings.headersTimeoutMs,
      keepAliveMs: settings.keepAliveMs,
      maxConnections: settings.maxConnections,
      arePeersClients: settings.trustedProxyHops === 0,
      stallMs: settings.upstreamTimeoutMs,
      now,
      refused: (code) => metrics.refused(code),
    },
    settings.port,
    settings.host,
  );
  const look = () => {
    inFlight.check();
    firstBytes.check();
    server.check();
  };
  const clock = setInterval(look, Math.min(CHECK_MS, settings.upstreamTimeoutMs / 4));

  return {
    port: server.port,
    metrics,
    stop: async () => {
      stopping = true;
      const cut = setTimeout(() => {
        inFlight.destroyAll();
        server.destroy();
      }, settings.drainMs);
      await server.stopListening();
      clearTimeout(cut);
      clearInterval(clock);
      upstream.close();
      await store.close();
    },
  };
}

async function createStore({ redisUrl, storeTimeoutMs, acceptsEviction }: Settings, log: Logger): Promise<PairStore> {
  if (redisUrl === undefined) return createMemoryStore({ format: PAIR_FORMAT });
  // Loaded only where it is needed: it takes 30 MB of memory.
  const { createRedisStore } = await import("./store/redis.ts");
  const store = createRedisStore({ url: redisUrl, format: PAIR_FORMAT, timeoutMs: storeTimeoutMs, log, acceptsEviction });
  // A relay that listens before its store is there refuses what another worker of the same port could serve.
  await Promise.race([store.connected, sleep(CONNECT_MS, undefined, { ref: false })]);
  return store;
}
