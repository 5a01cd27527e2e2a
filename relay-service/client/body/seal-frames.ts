import { CHUNK_BYTES } from "../../src/codec/roc1/format.ts";
import { concat } from "../bytes/concat.ts";
import { writeVarint } from "../bytes/varint.ts";
import type { ChunkCipher } from "../message/aead.ts";
import { type BodyPadding, frameBytes, framesBeforeLast, paddedLength } from "./body-padding.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The pieces of a body, in order; each may have any length. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Seals a body into frames (see PROTOCOL.md). Pieces are gathered into full frames; with `live` each piece is sealed as it comes, so
 * that its reader need not wait for the next one. `onPlain` hears the plain bytes sealed so far, `onLast` that the body is complete.
 */
export async function* sealFrames(
  cipher: ChunkCipher,
  pieces: Pieces,
  options: { padding: BodyPadding; live?: boolean; onPlain?: (bytes: number) => void; onLast?: () => void },
): AsyncGenerator<Bytes, void, void> {
  const full = frameBytes(options.padding, CHUNK_BYTES);
  // Up to one frame more is held back, as only the end of the body tells how long the last frame has to be.
  const held = new Uint8Array(options.padding === "none" ? full : full * 2);
  let holding = 0;
  let total = 0;
  let frames = 0;

  async function* flush(length: number): AsyncGenerator<Bytes> {
    const sealed = await cipher.seal(held.slice(0, length));
    held.copyWithin(0, length, holding);
    holding -= length;
    frames++;
    yield concat(writeVarint(sealed.length), sealed);
    options.onPlain?.(total - holding);
  }

  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      if (holding === held.length) yield* flush(full);
      const part = piece.subarray(at, at + held.length - holding);
      held.set(part, holding);
      holding += part.length;
      total += part.length;
      at += part.length;
    }
    while (options.live && holding > 0) yield* flush(Math.min(holding, full));
  }
  const target = options.padding === "none" ? total : paddedLength(total);
  if (options.padding !== "none" && !options.live) while (frames < framesBeforeLast(target)) yield* flush(full);
  const last = new Uint8Array(holding + 1 + target - total);
  last.set(held.subarray(0, holding));
  last[holding] = 2;
  const sealed = await cipher.seal(last, true);
  options.onLast?.();
  yield concat(Uint8Array.of(0), sealed);
  options.onPlain?.(total);
}
