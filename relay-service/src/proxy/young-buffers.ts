import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes that pass between two collections. V8's full collection comes after some 12 MiB, of which each byte was there twice. */
const PASSED_BYTES = 4 * 2 ** 20;

let passed = 0;
let collect: NodeJS.GCFunction | undefined;

/**
 * Tells of bytes that pass through, in Buffers made for them. V8 frees such Buffers by a young collection, which costs a third of
 * a millisecond, but lets one come by the number of small objects alone; the Buffers' bytes bring on a full one, again and again: half of
 * the CPU time of a long answer. So the young one is asked for here.
 */
export function passThrough(bytes: number): void {
  passed += bytes;
  if (passed < PASSED_BYTES) return;
  passed = 0;
  collect ??= collector();
  collect({ type: "minor" });
}

/** V8's own way to ask for a collection, without a global that everybody could call. */
function collector(): NodeJS.GCFunction {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as NodeJS.GCFunction;
  setFlagsFromString("--no-expose-gc");
  return collect;
}
