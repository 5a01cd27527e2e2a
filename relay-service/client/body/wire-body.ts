import { concat } from "../bytes/concat.ts";
import type { ChunkCipher } from "../message/aead.ts";
import type { BodyPadding } from "./body-padding.ts";
import { type PlainBody, Unwanted } from "./plain-body.ts";
import { sealFrames } from "./seal-frames.ts";

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
