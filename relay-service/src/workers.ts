import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import type { Logger } from "pino";
import { AggregatorRegistry } from "prom-client";

/** Several processes that share one port. */
export interface Workers {
  /** The metrics of all workers, aggregated. */
  collect(): Promise<{ contentType: string; text: string }>;
  /** Sends SIGTERM to all workers and waits until they have drained and exited. */
  stop(): Promise<void>;
}

/** Delay before a worker that died is replaced, so that workers which crash at once do not use up the CPU. */
const REPLACE_DELAY_MS = 1000;

/**
 * Starts `count` copies of this program that share the port. Resolves when all of them listen; rejects when one exits before that.
 * A worker that exits later is replaced, unless the relay is stopping.
 */
export async function startWorkers(count: number, log: Logger): Promise<Workers> {
  const registry = new AggregatorRegistry();
  const running = new Set<Worker>();
  let isStopping = false;

  const fork = async (): Promise<void> => {
    const worker = cluster.fork();
    running.add(worker);
    const listens = Promise.withResolvers<void>();
    worker.once("listening", () => listens.resolve());
    worker.once("exit", (code, signal) => {
      running.delete(worker);
      listens.reject(new Error(`a worker exited while starting, with ${signal ?? `code ${code}`}`));
    });
    await listens.promise;
    worker.once("exit", (code, signal) => {
      if (isStopping) return;
      log.error({ worker: worker.id, code, signal }, "a worker exited and will be replaced");
      replace();
    });
  };

  const replace = () => {
    setTimeout(async () => {
      if (isStopping) return;
      await fork().catch((error: Error) => {
        log.error(error.message);
        replace();
      });
    }, REPLACE_DELAY_MS);
  };

  await Promise.all(Array.from({ length: count }, fork));
  return {
    collect: async () => ({ contentType: registry.contentType, text: await registry.clusterMetrics() }),
    stop: async () => {
      isStopping = true;
      await Promise.all(
        [...running].map(async (worker) => {
          const gone = once(worker, "exit");
          worker.process.kill("SIGTERM");
          await gone;
        }),
      );
    },
  };
}
