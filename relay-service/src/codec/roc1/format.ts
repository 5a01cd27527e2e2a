/**
 * The parts of roc1's format that server and client share: pure functions on bytes, for Node and for browsers.
 * The format is described in `relay-service/PROTOCOL.md`.
 */

/** Sequence numbers of a pair: 0 to this minus one. */
export const PAIR_MESSAGES = 8192;
/** Length of a pair's wrapped record in the store. */
export const RECORD_BYTES = 80;
/** Milliseconds after which an unused pair ends. */
export const PAIR_IDLE_MS = 900_000;
/** Milliseconds after which a pair ends in any case. */
export const PAIR_LIFE_MS = 3_600_000;
/** How far the client's account of the time since pairing may be from the relay's, in milliseconds: the longest possible delay. */
export const AGE_TOLERANCE_MS = 120_000;
/**
 * Milliseconds after which a pair's record has gone in any case. It outlives the pair: were it gone while a client still waits for
 * its answer, "no pair" would be proof of something untrue.
 */
export const RECORD_LIFE_MS = PAIR_LIFE_MS + AGE_TOLERANCE_MS;
/** Largest plain text of a chunk that is not the final one, in bytes. */
export const CHUNK_BYTES = 65_536;
export const TAG_BYTES = 16;
/** A fixed path for requests whose url is sealed in the head: one preflight answer of a browser serves them all. */
export const FIXED_PATH = "/api/mte-relay";
/** The additional data of a body's last chunk, which makes an end that was cut off show. */
export const FINAL = new TextEncoder().encode("final");

const HEAD_BLOCK = 64;

/** Length-prefixed concatenation: no two lists of parts give the same bytes. Parts that are text are UTF-8. */
export function lv(...parts: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + 4 + piece.length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const piece of pieces) {
    view.setUint32(at, piece.length);
    out.set(piece, at + 4);
    at += 4 + piece.length;
  }
  return out;
}

/** Adds the padding `02 00*` up to a multiple of 64 bytes, which hides the exact length of a head. */
export function padHead(text: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((text.length + 1) / HEAD_BLOCK) * HEAD_BLOCK);
  out.set(text);
  out[text.length] = 2;
  return out;
}

/** The length of a padded text without its padding; -1 when there is no padding. */
export function unpaddedLength(padded: Uint8Array): number {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  return end >= 0 && padded[end] === 2 ? end : -1;
}
