import { CHUNK_BYTES, TAG_BYTES, unpaddedLength } from "../../src/codec/roc1/format.ts";
import { concat } from "../bytes/concat.ts";
import { readVarint } from "../bytes/varint.ts";
import type { ChunkCipher } from "../message/aead.ts";

/** The last frame has one byte more, as its text ends with padding. */
const LONGEST = CHUNK_BYTES + 1 + TAG_BYTES;

/**
 * Opens a body's frames as they arrive and holds at most one of them. Throws when a frame is not authentic, or when the body ends
 * without its last frame: then what came before it is a torso, and must not be taken for the whole.
 */
export async function* openFrames(
  cipher: ChunkCipher,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let parts: Uint8Array[] = [];
  let have = 0;
  // Below this it is not worth while to look: a sender of single bytes must not cost a copy of the frame for each.
  let needed = 1;
  let last = false;
  for await (const piece of sealed) {
    parts.push(piece);
    have += piece.length;
    if (last && have > LONGEST) throw new RangeError("the last frame is too long");
    if (have < needed) continue;
    let pending: Uint8Array = parts.length === 1 ? piece : concat(...parts);
    while (!last) {
      const length = readVarint(pending);
      needed = length ? length.size + length.value : pending.length + 1;
      if (!length) break;
      last = length.value === 0;
      if (!last) {
        if (length.value <= TAG_BYTES || length.value > CHUNK_BYTES + TAG_BYTES)
          throw new RangeError("a frame has no such length");
        if (pending.length < needed) break;
        yield await cipher.open(pending.slice(length.size, needed));
      }
      pending = pending.subarray(needed);
    }
    if (last) needed = Number.POSITIVE_INFINITY;
    parts = [pending];
    have = pending.length;
  }
  if (!last || have > LONGEST) throw new RangeError("the body has no last frame");
  const text = await cipher.open(concat(...parts), true);
  const length = unpaddedLength(text);
  if (length < 0) throw new RangeError("the body has no padding");
  if (length > 0) yield text.subarray(0, length);
}
