import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { type CodecOptions, createCodec, type MessageCrypto, PAIR_FORMAT } from "./codec/create-codec.ts";
import { createRateLimit } from "./limits/rate-limit.ts";
import type { GarbageCollector } from "./memory/garbage-collector.ts";
import { GcPacer } from "./memory/gc-pacer.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { createDomains } from "./proxy/domains.ts";
import { InFlight } from "./proxy/in-flight.ts";
import { FirstBytes } from "./proxy/request/first-bytes.ts";
import { createUpstream } from "./proxy/upstream.ts";
import type { AppParts } from "./server/app.ts";
import type { PublicFile } from "./server/public-files.ts";
import type { Settings } from "./settings.ts";
import { measured } from "./store/measured.ts";
import { createMemoryStore } from "./store/memory.ts";
import type { PairStore } from "./store/pair-store.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

export interface PartsOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly publicFiles: ReadonlyMap<string, PublicFile>;
  readonly crypto: MessageCrypto;
  readonly collector: GarbageCollector;
  /** Derives the keys of a secret. The default computes them each time, which takes some 80 ms; tests pass a cache. */
  readonly deriveKeys?: CodecOptions["deriveKeys"];
  /** Wall clock in milliseconds. All relays of one store must agree on it. */
  readonly wallClock?: () => number;
  /** Monotonic clock in milliseconds, for time limits and rates. */
  readonly now?: () => number;
}

/** The parts of `createApp`, and the functions that manage their life cycle. */
export interface Parts extends AppParts {
  readonly now: () => number;
  /** Ends exchanges and requests whose time limit has passed. Call it periodically. */
  check(): void;
  /** From now on the relay reports that it is not ready. Requests in flight continue. */
  retire(): void;
  /** Destroys all requests in flight. */
  cut(): void;
  /** Closes the connections to the upstreams and the store, and exports the last spans and metrics within `exportMs`. */
  close(exportMs?: number): Promise<void>;
}

/** Connecting may take longer than the exchange's own time limit, so that the exchange reports the time-out. */
const CONNECT_GRACE_MS = 1000;
/** How long the start waits for Redis before the relay listens without it. */
const MAX_REDIS_WAIT_MS = 1000;

/** Makes all parts of a relay from its settings and runs the codec's self-test. Rejects when that fails. Does not fail without Redis. */
export async function createParts(options: PartsOptions): Promise<Parts> {
  const {
    settings,
    log,
    publicFiles,
    crypto,
    collector,
    deriveKeys,
    wallClock = Date.now,
    now = () => performance.now(),
  } = options;
  const metrics = createMetrics();
  const store = measured(await createStore(settings, log), metrics, now);
  const domains = createDomains(settings, (url) =>
    createUpstream(url, settings.upstreamTimeoutMs + CONNECT_GRACE_MS, settings.upstreamClient),
  );
  const codec = createCodec({
    secrets: settings.clientIdSecrets,
    identitySeed: settings.identitySeed,
    publicOrigins: domains.pairingOrigins,
    corsOrigins: domains.corsOrigins,
    idempotencyMs: settings.idempotencyMs,
    store,
    clock: wallClock,
    crypto,
    ...(deriveKeys && { deriveKeys }),
  });
  codec.selfTest();
  const inFlight = new InFlight({ max: settings.maxInFlight, now });
  const firstBytes = new FirstBytes(settings.headersTimeoutMs, now);
  metrics.watchInFlight(() => inFlight.size);
  const telemetry = await createTelemetry(settings, metrics.registry, log, now);
  let isRetired = false;

  return {
    codec,
    domains,
    inFlight,
    firstBytes,
    metrics,
    tracing: telemetry?.tracing,
    pacer: new GcPacer(collector),
    log,
    now,
    publicFiles,
    rateLimit: createRateLimit({ perSecond: settings.pairingRate, burst: settings.pairingBurst, now }),
    passHeaders: settings.passHeaders,
    publicOrigins: settings.publicOrigins,
    trustedProxyHops: settings.trustedProxyHops,
    maxBodyBytes: settings.maxBodyBytes,
    verifyBodyBytes: settings.verifyBodyBytes,
    upstreamTimeoutMs: settings.upstreamTimeoutMs,
    isReady: () => store.isReady && !isRetired,
    check: () => {
      inFlight.check();
      firstBytes.check();
    },
    retire: () => {
      isRetired = true;
    },
    cut: () => inFlight.destroyAll(),
    close: async (exportMs = 0) => {
      domains.close();
      await Promise.all([store.close(), telemetry?.close(exportMs)]);
    },
  };
}

async function createStore({ redisUrl, storeTimeoutMs, acceptsEviction }: Settings, log: Logger): Promise<PairStore> {
  if (redisUrl === undefined) return createMemoryStore({ format: PAIR_FORMAT });
  // Imported only when it is needed, because it takes 30 MB of memory.
  const { createRedisStore } = await import("./store/redis.ts");
  const store = createRedisStore({ url: redisUrl, format: PAIR_FORMAT, timeoutMs: storeTimeoutMs, log, acceptsEviction });
  // A worker that listens before it has a store refuses requests that another worker on the same port could serve.
  await Promise.race([store.connected, sleep(MAX_REDIS_WAIT_MS, undefined, { ref: false })]);
  return store;
}

async function createTelemetry(
  { telemetry: settings }: Settings,
  registry: Registry,
  log: Logger,
  now: () => number,
): Promise<Telemetry | undefined> {
  if (settings === undefined) return undefined;
  // Imported only when it is needed, because it takes 15 MB of memory under load.
  const telemetry = await import("./telemetry/telemetry.ts");
  return telemetry.createTelemetry({ settings, registry, log, now });
}
