/**
 * A copy in memory of its own, for bytes that live long. `Buffer.from` makes a slice of a shared block (`Buffer.poolSize`: 64 KiB in Node 24,
 * 8 KiB in the relay, which sets it in `src/main.ts`), and one live slice keeps the whole block. With 64 KiB each pair kept 131 KB.
 */
export function keptBytes(bytes: Uint8Array): Buffer {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  kept.set(bytes);
  return kept;
}
