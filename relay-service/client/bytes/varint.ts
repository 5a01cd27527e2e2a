/**
 * A length as QUIC writes it (RFC 9000, section 16), in the shortest form: up to 63 in one byte, up to 16383 in two, else in four.
 */
export function writeVarint(value: number): Uint8Array<ArrayBuffer> {
  if (value < 64) return Uint8Array.of(value);
  if (value < 16_384) return Uint8Array.of(64 | (value >> 8), value & 255);
  return Uint8Array.of(128 | (value >>> 24), (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/**
 * Reads the length at the start of `bytes`. Gives undefined when more bytes are needed; throws for a longer form than needed, which that
 * of eight bytes always is.
 */
export function readVarint(bytes: Uint8Array): { value: number; size: number } | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  const size = 1 << (first >> 6);
  if (bytes.length < size) return undefined;
  let value = first & 63;
  for (let index = 1; index < size; index++) value = value * 256 + (bytes[index] as number);
  if (writeVarint(value).length !== size) throw new RangeError("a length is not in its shortest form");
  return { value, size };
}
