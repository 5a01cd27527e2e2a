import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import type { Logger } from "pino";
import { AggregatorRegistry } from "prom-client";

/** Several processes behind one port. */
export interface Workers {
  /** The metrics of all of them, summed up. */
  collect(): Promise<{ contentType: string; text: string }>;
  /** Sends SIGTERM to each and waits until all have drained and gone. */
  stop(): Promise<void>;
}

/** A worker that died is replaced after this time, so that one that cannot live does not eat the machine; milliseconds. */
const REPLACE_AFTER_MS = 1000;

/**
 * Starts `count` copies of this program and shares the port among them. Resolves when all of them listen; rejects when one ends
 * before that. Later, one that ends unasked is replaced.
 */
export async function startWorkers(count: number, log: Logger): Promise<Workers> {
  const registry = new AggregatorRegistry();
  const running = new Set<Worker>();
  let stopping = false;

  const fork = async (): Promise<void> => {
    const worker = cluster.fork();
    running.add(worker);
    const listens = Promise.withResolvers<void>();
    worker.once("listening", () => listens.resolve());
    worker.once("exit", (code, signal) => {
      running.delete(worker);
      listens.reject(new Error(`a worker ended at its start with ${signal ?? `code ${code}`}`));
    });
    await listens.promise;
    worker.once("exit", (code, signal) => {
      if (stopping) return;
      log.error({ worker: worker.id, code, signal }, "a worker ended and is replaced");
      replace();
    });
  };

  const replace = () => {
    setTimeout(async () => {
      if (stopping) return;
      await fork().catch((error: Error) => {
        log.error(error.message);
        replace();
      });
    }, REPLACE_AFTER_MS);
  };

  await Promise.all(Array.from({ length: count }, fork));
  return {
    collect: async () => ({ contentType: registry.contentType, text: await registry.clusterMetrics() }),
    stop: async () => {
      stopping = true;
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
