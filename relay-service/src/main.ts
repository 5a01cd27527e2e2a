import cluster from "node:cluster";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { AggregatorRegistry } from "prom-client";
import { chooseMessageCrypto } from "./codec/choose-message-crypto.ts";
import { createLog } from "./log.ts";
import { serveMetrics } from "./server/metrics-server.ts";
import { readPublicFiles } from "./server/public-files.ts";
import { readSettings, type Settings, SettingsError } from "./settings.ts";
import { startRelay } from "./start.ts";
import { startWorkers } from "./workers.ts";

/** A relay or a set of workers. */
interface Running {
  readonly collect: () => Promise<{ contentType: string; text: string }>;
  readonly stop: () => Promise<void>;
}

/** Path of a build result: beside the program in the image, in `dist` when the sources run. */
function built(name: string): string {
  const beside = join(import.meta.dirname, name);
  return existsSync(beside) ? beside : join(import.meta.dirname, "../dist", name);
}

async function startOne(settings: Settings, log: Logger): Promise<Running> {
  const crypto = chooseMessageCrypto(settings.messageCrypto, built("message-crypto.node"), log);
  const shortcut = !process.argv.includes("--without-shortcut");
  const relay = await startRelay({ settings, log, publicFiles: readPublicFiles(built("public")), crypto, shortcut });
  const { registry } = relay.metrics;
  if (cluster.isWorker) {
    AggregatorRegistry.setRegistries([registry]);
    // The constructor makes this worker answer the primary's requests for metrics.
    new AggregatorRegistry();
  }
  const store = settings.redisUrl === undefined ? "memory" : "redis";
  log.info({ port: relay.port, store, crypto: crypto.name }, "listening");
  return {
    collect: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    stop: relay.stop,
  };
}

/** Logs which hosts lead to which upstream. It names an upstream by its origin, which contains no credentials. */
function logDomains({ domainMap, upstream }: Settings, log: Logger): void {
  if (domainMap.size === 0) return;
  for (const [host, url] of domainMap) log.info({ host, upstream: url.origin }, "domain");
  log.info({ host: "any other", upstream: upstream?.origin ?? "none: 421" }, "domain");
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = createLog(settings.logLevel);
  const isPrimary = settings.workers > 1 && cluster.isPrimary;
  if (!cluster.isWorker) {
    for (const warning of settings.warnings) log.warn(warning);
    logDomains(settings, log);
  }

  const running = isPrimary ? await startWorkers(settings.workers, log) : await startOne(settings, log);
  const metrics =
    settings.metricsPort === 0 || cluster.isWorker
      ? null
      : await serveMetrics(running.collect, settings.metricsPort, settings.host);
  if (metrics !== null) log.info({ port: metrics.port }, "metrics");

  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, "draining");
    await running.stop();
    await metrics?.close();
    log.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

/**
 * Node allocates small Buffers from a shared block, and one live slice keeps the whole block. Node 24 raised the block size from 8 to
 * 64 KiB; with that an open event stream retained 67 KB. With 8 KiB it retains 4 KB, and requests are as fast.
 */
Buffer.poolSize = 8192;

main().catch((error: unknown) => {
  // A SettingsError is written for people. No other error contains the value of a setting.
  console.error(error instanceof SettingsError || error instanceof Error ? error.message : "the relay cannot start");
  process.exit(1);
});
