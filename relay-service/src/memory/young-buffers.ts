import { collectYoung } from "./collector.ts";

/** Bytes that pass between two collections. V8's full collection comes after some 12 MiB. */
const PASSED_BYTES = 4 * 2 ** 20;

let passed = 0;

/**
 * Tells of bytes that pass through, in Buffers made for them. V8 frees such Buffers by a young collection, but lets one come by the
 * number of small objects alone; the Buffers' bytes bring on a full one, again and again: half of the CPU time of a long answer. So the
 * young one is asked for here.
 */
export function passThrough(bytes: number): void {
  passed += bytes;
  if (passed < PASSED_BYTES) return;
  passed = 0;
  collectYoung();
}
