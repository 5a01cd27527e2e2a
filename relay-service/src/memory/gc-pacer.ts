import type { GarbageCollector } from "./garbage-collector.ts";

/** Bytes between two young collections. V8 would start a full collection after some 12 MiB. */
const BYTES_PER_COLLECTION = 4 * 2 ** 20;

/**
 * Triggers young collections by the bytes that pass through. Each piece of a body is a short-lived Buffer, which a young collection frees.
 * But V8 starts a young collection by the number of small objects only. The bytes of Buffers make it start full collections, which took half
 * of the CPU time of a long answer.
 */
export class GcPacer {
  readonly #collector: Pick<GarbageCollector, "collectYoung">;
  #passed = 0;

  constructor(collector: Pick<GarbageCollector, "collectYoung">) {
    this.#collector = collector;
  }

  passed(bytes: number): void {
    this.#passed += bytes;
    if (this.#passed < BYTES_PER_COLLECTION) return;
    this.#passed = 0;
    this.#collector.collectYoung();
  }
}
