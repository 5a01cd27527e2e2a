import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { type CodecOptions, createCodec, type MessageCrypto, PAIR_FORMAT } from "./codec/create-codec.ts";
import { createRateLimit } from "./limits/rate-limit.ts";
import type { GarbageCollector } from "./memory/garbage-collector.ts";
import { GcPacer } from "./memory/gc-pacer.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { createCors } from "./proxy/cors.ts";
import { InFlight } from "./proxy/in-flight.ts";
import { FirstBytes } from "./proxy/request/first-bytes.ts";
import { createUpstream } from "./proxy/upstream.ts";
import type { AppParts } from "./server/app.ts";
import type { PublicFile } from "./server/public-files.ts";
import type { Settings } from "./settings.ts";
import { measured } from "./store/measured.ts";
import { createMemoryStore } from "./store/memory.ts";
import type { PairStore } from "./store/pair-store.ts";

export interface PartsOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly publicFiles: ReadonlyMap<string, PublicFile>;
  readonly crypto: MessageCrypto;
  readonly collector: GarbageCollector;
  /** Makes the keys of a secret, which takes some 80 ms. Default: computes them. */
  readonly deriveKeys?: CodecOptions["deriveKeys"];
  /** Wall clock in milliseconds, which the relays of one store share. */
  readonly wallClock?: () => number;
  /** Milliseconds that only ever grow, for time limits and rates. */
  readonly now?: () => number;
}

/** What `createApp` is made of, and what looks after it. */
export interface Parts extends AppParts {
  readonly now: () => number;
  /** Ends what has waited too long; to be called from time to time. */
  check(): void;
  /** Asks for no more requests; those that are there go on. */
  retire(): void;
  /** Cuts the requests that are there. */
  cut(): void;
  /** Lets go of the upstream and the store. */
  close(): Promise<void>;
}

/** So that a time-out of the exchange comes first, and is told as one; milliseconds. */
const CONNECT_GRACE_MS = 1000;
/** How long a start waits for Redis before it goes on without; milliseconds. */
const CONNECT_MS = 1000;

/** Makes all parts of a relay from its settings, and tests the codec. Rejects when the codec fails; an absent Redis is waited for. */
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
  const upstream = createUpstream(settings.upstream, settings.upstreamTimeoutMs + CONNECT_GRACE_MS, settings.upstreamClient);
  const inFlight = new InFlight({ max: settings.maxInFlight, now });
  const firstBytes = new FirstBytes(settings.headersTimeoutMs, now);
  metrics.watchInFlight(() => inFlight.size);
  let isRetired = false;

  return {
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
    isReady: () => store.ready && !isRetired,
    check: () => {
      inFlight.check();
      firstBytes.check();
    },
    retire: () => {
      isRetired = true;
    },
    cut: () => inFlight.destroyAll(),
    close: async () => {
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
