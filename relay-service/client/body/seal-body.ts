import { CHUNK_BYTES } from "../../src/codec/roc1/format.ts";
import { concat, writeVarint } from "../bytes.ts";
import type { ChunkCipher } from "../message/chunk-cipher.ts";
import { type BodyPadding, frameBytes, framesBeforeLast, paddedLength } from "./body-padding.ts";
import { BodyNotNeeded, type PlainBody } from "./request-body.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The pieces of a body, in order, each of any length. */
type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Seals a body into frames (PROTOCOL.md, section 8). Pieces are collected into full frames; with `live` each piece is sealed at
 * once, so that the receiver need not wait for the next one. `onPlain` receives the number of plain bytes sealed so far. `onLast`
 * is called before the last frame is given away.
 */
export async function* sealFrames(
  cipher: ChunkCipher,
  pieces: Pieces,
  options: { padding: BodyPadding; live?: boolean; onPlain?: (bytes: number) => void; onLast?: () => void },
): AsyncGenerator<Bytes, void, void> {
  const full = frameBytes(options.padding, CHUNK_BYTES);
  // With padding, up to two frames are buffered, because only the end of the body decides how long the last frame is.
  const buffer = new Uint8Array(options.padding === "none" ? full : full * 2);
  let buffered = 0;
  let total = 0;
  let frames = 0;

  async function* flush(length: number): AsyncGenerator<Bytes> {
    const sealed = await cipher.seal(buffer.slice(0, length));
    buffer.copyWithin(0, length, buffered);
    buffered -= length;
    frames++;
    yield concat(writeVarint(sealed.length), sealed);
    options.onPlain?.(total - buffered);
  }

  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      if (buffered === buffer.length) yield* flush(full);
      const part = piece.subarray(at, at + buffer.length - buffered);
      buffer.set(part, buffered);
      buffered += part.length;
      total += part.length;
      at += part.length;
    }
    while (options.live && buffered > 0) yield* flush(Math.min(buffered, full));
  }
  const target = options.padding === "none" ? total : paddedLength(total);
  if (options.padding !== "none" && !options.live) while (frames < framesBeforeLast(target)) yield* flush(full);
  const last = new Uint8Array(buffered + 1 + target - total);
  last.set(buffer.subarray(0, buffered));
  last[buffered] = 2;
  const sealed = await cipher.seal(last, true);
  options.onLast?.();
  yield concat(Uint8Array.of(0), sealed);
  options.onPlain?.(total);
}

/** How a body is sealed. */
interface WireBodyOptions {
  readonly padding: BodyPadding;
  /** Seal it while it is sent. The platform must support request streams. */
  readonly streamed: boolean;
  /** Whether each piece of a stream is sent at once, rather than in full frames. */
  readonly live: boolean;
  readonly signal: AbortSignal | undefined;
  /** Receives the number of plain bytes sealed so far. */
  readonly onPlain: (bytes: number) => void;
}

/** Sealed bytes that are collected in memory before they go into a blob. Browsers keep large blobs on disk. */
const BLOB_PART_BYTES = 4_194_304;

/**
 * Seals a body for `fetch`: a small one in memory, a large one piece by piece into a blob, or as a stream. `sealedAll` says
 * whether the last frame was sealed. Before that, no relay can treat the request as complete.
 */
export async function wireBody(
  cipher: ChunkCipher,
  body: PlainBody,
  options: WireBodyOptions,
): Promise<{ body: Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>; sealedAll: () => boolean }> {
  const { padding, live, streamed, onPlain } = options;
  let isLastSealed = false;
  const sealedAll = () => isLastSealed;
  const onLast = () => {
    isLastSealed = true;
  };
  const frames = sealFrames(cipher, body.pieces(), { padding, live: live && streamed, onPlain, onLast });
  if (streamed) return { body: createStream(frames), sealedAll };

  const parts: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const frame of frames) {
    options.signal?.throwIfAborted();
    chunks.push(frame);
    size += frame.length;
    if (size < BLOB_PART_BYTES) continue;
    parts.push(new Blob(chunks));
    chunks = [];
    size = 0;
  }
  if (parts.length > 0) return { body: new Blob([...parts, ...chunks]), sealedAll };
  return { body: concat(...chunks), sealedAll };
}

function createStream(frames: AsyncGenerator<Uint8Array, void, void>): ReadableStream<Uint8Array> {
  const source = {
    // Nothing that a script has written to `Object.prototype` is read as a member.
    __proto__: null,
    async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
      try {
        const { done, value } = await frames.next();
        if (!done) return controller.enqueue(value);
      } catch (cause) {
        // The stream ends without its last frame, so the relay knows that the body is not complete.
        if (!(cause instanceof BodyNotNeeded)) throw cause;
      }
      controller.close();
    },
  };
  return new ReadableStream(
    source as UnderlyingDefaultSource<Uint8Array>,
    Object.assign(Object.create(null), { highWaterMark: 0 }),
  );
}
