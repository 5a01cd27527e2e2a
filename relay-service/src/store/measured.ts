import type { Metrics } from "../metrics/metrics.ts";
import type { PairStore } from "./pair-store.ts";

/** Wraps a store and measures its round trips. Calls that are answered synchronously are not round trips. */
export function measured(store: PairStore, metrics: Pick<Metrics, "storeAnswered">, now: () => number): PairStore {
  function count<T>(operation: string, answer: T | Promise<T>): T | Promise<T> {
    if (!(answer instanceof Promise)) return answer;
    const started = now();
    return answer.then(
      (value) => {
        metrics.storeAnswered(operation, "ok", (now() - started) / 1000);
        return value;
      },
      (error: unknown) => {
        metrics.storeAnswered(operation, "failed", (now() - started) / 1000);
        throw error;
      },
    );
  }
  return {
    create: (pairId, record, ttlMs, network) => count("create", store.create(pairId, record, ttlMs, network)),
    use: (pairId, sequence, idleMs) => count("use", store.use(pairId, sequence, idleMs)),
    claim: (name, ttlMs, network) => count("claim", store.claim(name, ttlMs, network)),
    get isReady() {
      return store.isReady;
    },
    pairsKeptMs: () => count("look", store.pairsKeptMs()),
    get sequencesKeptMs() {
      return store.sequencesKeptMs;
    },
    close: () => store.close(),
  };
}
