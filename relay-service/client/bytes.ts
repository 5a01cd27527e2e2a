/** Encodes bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Decodes base64url without padding. Accepts only the canonical encoding: otherwise two texts could stand for the same
 * authenticated bytes. Returns undefined for anything else, and when the result does not have `length` bytes.
 */
export function fromBase64url(text: unknown, length?: number): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  return (length === undefined || bytes.length === length) && toBase64url(bytes) === text ? bytes : undefined;
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Joins byte arrays into a new one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Encodes a length as a QUIC variable-length integer (RFC 9000, section 16) in its shortest form: one byte up to 63, two up to
 * 16383, else four.
 */
export function writeVarint(value: number): Uint8Array<ArrayBuffer> {
  if (value < 64) return Uint8Array.of(value);
  if (value < 16_384) return Uint8Array.of(64 | (value >> 8), value & 255);
  return Uint8Array.of(128 | (value >>> 24), (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/**
 * Reads the length at the start of `bytes`. Returns undefined when more bytes are needed. Throws when the form is longer than
 * necessary; the form of eight bytes always is.
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

/** The chunks of a stream. Leaving the loop early cancels the stream, because nobody else can read it. */
export async function* chunksOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        ended = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!ended) reader.cancel().catch(() => {});
  }
}
