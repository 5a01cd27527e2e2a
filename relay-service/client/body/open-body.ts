import { CHUNK_BYTES, TAG_BYTES, unpaddedLength } from "../../src/codec/roc1/format.ts";
import { chunksOf, concat, readVarint } from "../bytes.ts";
import { failed, networkFailure } from "../errors.ts";
import type { ChunkCipher } from "../message/aead.ts";
import type { MteCallOptions } from "../mte-relay-client.d.mts";

/** The opened body of an answer. */
export interface AnswerBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Why the stream has ended too early; undefined if it has not. */
  failure(): { readonly reason: unknown } | undefined;
}

/** What is known of an answer's body. */
export interface AnswerBodyOptions {
  /** Bytes of the plain body; undefined where the answer does not say it. */
  readonly total: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: MteCallOptions["onDownloadProgress"];
  /** Whether the request can be made again without harm, when its answer is not whole. */
  readonly isSafe?: boolean;
  /** The answer is over, whole or not. */
  readonly onEnd?: () => void;
}

/**
 * Opens the body of an answer; without a `cipher` there should have been none, but its length says otherwise. Each frame is fetched when its reader asks for it, so that a slow reader slows the sender.
 * It ends with an error unless all of it was authentic and complete, at once when the connection fails; after an abort the error is the
 * signal's reason.
 */
export function answerBody(
  cipher: ChunkCipher | undefined,
  sealed: ReadableStream<Uint8Array> | null,
  options: AnswerBodyOptions,
): AnswerBody {
  const { total, signal, onProgress, isSafe, onEnd } = options;
  const reader = (sealed ?? new Response(new Uint8Array(0)).body)?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const frames = openFrames(cipher as ChunkCipher, chunksOf(reader));
  let loaded = 0;
  let controller: ReadableByteStreamController | undefined;
  let isOver = false;
  let failure: { reason: unknown } | undefined;

  function fail(cause: unknown): void {
    if (isOver) return;
    const words = "the answer's body is not authentic or not complete; do not use what came of it";
    failure = { reason: signal?.aborted ? signal.reason : (isSafe ? networkFailure : failed)(words, "body", { cause }) };
    end();
    reader.cancel(cause).catch(() => {});
    controller?.error(failure.reason);
  }
  // A signal may live much longer than an answer that nobody reads to its end.
  const weakly = new WeakRef(fail);
  const abort = () => weakly.deref()?.(signal?.reason);
  function end(): void {
    isOver = true;
    signal?.removeEventListener("abort", abort);
    onEnd?.();
  }

  const source = {
    // Whatever else was written to `Object.prototype`.
    __proto__: null,
    type: "bytes",
    start(given: ReadableByteStreamController) {
      controller = given;
      // Readers that ask for nothing hear of an abort at once, and of a connection that fails.
      signal?.addEventListener("abort", abort);
      reader.closed.catch(fail);
    },
    async pull(given: ReadableByteStreamController) {
      try {
        const { done, value } = await frames.next();
        signal?.throwIfAborted();
        if (isOver) return;
        loaded += value?.length ?? 0;
        if (total !== undefined && (done ? loaded !== total : loaded > total))
          throw new RangeError("the body has another length");
        if (!done) {
          onProgress?.({ loaded, total });
          return given.enqueue(value as Uint8Array<ArrayBuffer>);
        }
        end();
        given.close();
        // A reader with a buffer of its own waits for this as well.
        given.byobRequest?.respond(0);
      } catch (cause) {
        fail(cause);
      }
    },
    cancel(reason: unknown) {
      end();
      return reader.cancel(reason);
    },
  };
  return { stream: streamOf(source as UnderlyingByteSource), failure: () => failure };
}

/** A stream of bytes, where the platform has such; nothing is fetched ahead of its reader. */
function streamOf(source: UnderlyingByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  try {
    return new ReadableStream(source);
  } catch {
    // WebKitGTK 2.50 has not, for its own answers either.
    return new ReadableStream({ ...source, type: undefined } as UnderlyingDefaultSource, { highWaterMark: 0 });
  }
}

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
