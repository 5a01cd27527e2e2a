import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;
let pool = Buffer.alloc(0);
let used = 0;

/** Random bytes from a pool: one system call for 8 KiB is cheaper than one for every 16 bytes. No byte is returned twice. */
export function randomPooled(length: number): Buffer {
  if (used + length > pool.length) {
    // A new buffer, as parts of the previous one may still be in use.
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES));
    used = 0;
  }
  used += length;
  return pool.subarray(used - length, used);
}
