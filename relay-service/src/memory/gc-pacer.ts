import type { GarbageCollector } from "./garbage-collector.ts";

/** Bytes that pass between two collections. V8's full collection comes after some 12 MiB. */
const PASSED_BYTES = 4 * 2 ** 20;

/**
 * Counts bytes that pass through, in Buffers made for them, and asks for young collections. V8 frees such Buffers by a young collection, but
 * starts one by the number of small objects alone; the Buffers' bytes start a full one, again and again: half of the CPU time of a
 * long answer.
 */
export class GcPacer {
  readonly #collector: Pick<GarbageCollector, "collectYoung">;
  #passed = 0;

  constructor(collector: Pick<GarbageCollector, "collectYoung">) {
    this.#collector = collector;
  }

  passed(bytes: number): void {
    this.#passed += bytes;
    if (this.#passed < PASSED_BYTES) return;
    this.#passed = 0;
    this.#collector.collectYoung();
  }
}
