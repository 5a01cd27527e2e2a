/**
 * A copy in memory of its own, for what is kept. Node's own copy of a few bytes is a slice of a block (`Buffer.poolSize`: 64 KiB in
 * Node 24, 8 KiB since `main.ts` says so), and one such slice keeps the whole block: with Node's size a pair kept 131 KB.
 */
export function keptBytes(bytes: Uint8Array): Buffer {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  kept.set(bytes);
  return kept;
}
