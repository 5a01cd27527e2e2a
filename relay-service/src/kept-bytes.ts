/**
 * A copy in memory of its own, for what is kept. Node's own copy of a few bytes is a slice of a block of 64 KiB, and one such slice keeps
 * the whole block: ten thousand pairs would cost more than a gigabyte.
 */
export function keptBytes(bytes: Uint8Array): Buffer {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  kept.set(bytes);
  return kept;
}
