import { CHUNK_BYTES } from "../../src/codec/roc1/format.ts";
import { concat, writeVarint } from "../bytes.ts";
import type { ChunkCipher } from "../message/aead.ts";
import { type BodyPadding, frameBytes, framesBeforeLast, paddedLength } from "./body-padding.ts";
import { type PlainBody, Unwanted } from "./request-body.ts";

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

/** How a body is sealed. */
export interface WireBodyOptions {
  readonly padding: BodyPadding;
  /** Seal it while it is sent; the browser or Node has to take streams. */
  readonly streamed: boolean;
  /** Whether each piece of a stream goes out at once, rather than in full frames. */
  readonly live: boolean;
  readonly signal: AbortSignal | undefined;
  /** Hears the plain bytes sealed so far. */
  readonly onPlain: (bytes: number) => void;
}

/** Bytes of sealed frames that are held in memory before they go into a blob, which browsers keep on disk when it is large. */
const BLOB_PART = 4_194_304;

/**
 * Seals a body for `fetch`: a small one in memory, a large one piece by piece into a blob, or as a stream. `sealedAll` tells
 * whether its last frame has been made: before that, no relay can take the request for complete.
 */
export async function wireBody(
  cipher: ChunkCipher,
  body: PlainBody,
  options: WireBodyOptions,
): Promise<{ body: Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>; sealedAll: () => boolean }> {
  const { padding, live, streamed, onPlain } = options;
  let last = false;
  const sealedAll = () => last;
  const onLast = () => {
    last = true;
  };
  const frames = sealFrames(cipher, body.pieces(), { padding, live: live && streamed, onPlain, onLast });
  if (streamed) return { body: streamOf(frames), sealedAll };

  const parts: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const frame of frames) {
    options.signal?.throwIfAborted();
    chunks.push(frame);
    size += frame.length;
    if (size < BLOB_PART) continue;
    parts.push(new Blob(chunks));
    chunks = [];
    size = 0;
  }
  if (parts.length > 0) return { body: new Blob([...parts, ...chunks]), sealedAll };
  return { body: concat(...chunks), sealedAll };
}

function streamOf(frames: AsyncGenerator<Uint8Array, void, void>): ReadableStream<Uint8Array> {
  // Whatever else was written to `Object.prototype`.
  const source = {
    __proto__: null,
    async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
      try {
        const { done, value } = await frames.next();
        if (!done) return controller.enqueue(value);
      } catch (cause) {
        // It ends without its last frame, which tells the relay that it is not whole.
        if (!(cause instanceof Unwanted)) throw cause;
      }
      controller.close();
    },
  };
  return new ReadableStream(
    source as UnderlyingDefaultSource<Uint8Array>,
    Object.assign(Object.create(null), { highWaterMark: 0 }),
  );
}
