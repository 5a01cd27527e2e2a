import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;
let pool = Buffer.alloc(0);
let used = 0;

/** Random bytes out of a pool: asking the system once for 8 KiB is cheaper than for 16 bytes each time. No byte is given twice. */
export function randomPooled(length: number): Buffer {
  if (used + length > pool.length) {
    // A new buffer, as those that were handed out may still be in use.
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES));
    used = 0;
  }
  used += length;
  return pool.subarray(used - length, used);
}
