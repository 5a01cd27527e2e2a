import { CHUNK_BYTES, TAG_BYTES, unpaddedLength } from "../../src/codec/roc1/format.ts";
import { chunksOf, concat, readVarint } from "../bytes.ts";
import { networkFailure, relayError } from "../errors.ts";
import type { ChunkCipher } from "../message/chunk-cipher.ts";
import type { MteCallOptions } from "../mte-relay-client.d.mts";

/** The opened body of an answer. */
export interface AnswerBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Why the stream has failed; undefined if it has not. */
  failure(): { readonly reason: unknown } | undefined;
}

/** What the client knows about the body of an answer. */
export interface AnswerBodyOptions {
  /** Bytes of the plain body; undefined when the answer does not say it. */
  readonly total: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: MteCallOptions["onDownloadProgress"];
  /** Whether the request may be repeated when its answer is not complete. */
  readonly isSafe?: boolean;
  /** Called when the answer has ended, complete or not. */
  readonly onEnd?: () => void;
}

/**
 * Opens the body of an answer. Each frame is fetched when its reader asks for it, so that a slow reader slows down the sender.
 * The stream fails unless the whole body is authentic and complete, and as soon as the connection fails; after an abort the error
 * is the signal's reason. `cipher` is undefined when the answer has no sealed body although its `content-length` promises one:
 * the stream fails then, too.
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
  let hasEnded = false;
  let failure: { reason: unknown } | undefined;

  function fail(cause: unknown): void {
    if (hasEnded) return;
    const message = "the answer's body is not authentic or not complete; do not use what was read of it";
    failure = { reason: signal?.aborted ? signal.reason : (isSafe ? networkFailure : relayError)(message, "body", { cause }) };
    end();
    reader.cancel(cause).catch(() => {});
    controller?.error(failure.reason);
  }
  // Weak, because a signal may live much longer than an answer that nobody reads to its end.
  const weakFail = new WeakRef(fail);
  const abort = () => weakFail.deref()?.(signal?.reason);
  function end(): void {
    hasEnded = true;
    signal?.removeEventListener("abort", abort);
    onEnd?.();
  }

  const source = {
    // Nothing that a script has written to `Object.prototype` is read as a member.
    __proto__: null,
    type: "bytes",
    start(byteController: ReadableByteStreamController) {
      controller = byteController;
      // The stream fails at once after an abort or a lost connection, even when nobody reads it.
      signal?.addEventListener("abort", abort);
      reader.closed.catch(fail);
    },
    async pull(byteController: ReadableByteStreamController) {
      try {
        const { done, value } = await frames.next();
        signal?.throwIfAborted();
        if (hasEnded) return;
        loaded += value?.length ?? 0;
        if (total !== undefined && (done ? loaded !== total : loaded > total))
          throw new RangeError("the body has another length");
        if (!done) {
          onProgress?.({ loaded, total });
          return byteController.enqueue(value as Uint8Array<ArrayBuffer>);
        }
        end();
        byteController.close();
        // A reader with its own buffer (BYOB) waits until it is answered.
        byteController.byobRequest?.respond(0);
      } catch (cause) {
        fail(cause);
      }
    },
    cancel(reason: unknown) {
      end();
      return reader.cancel(reason);
    },
  };
  return { stream: createStream(source as UnderlyingByteSource), failure: () => failure };
}

/** A byte stream where the platform supports it. Nothing is fetched before its reader asks. */
function createStream(source: UnderlyingByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  try {
    return new ReadableStream(source);
  } catch {
    // WebKitGTK 2.50 has no byte streams; its own responses are not byte streams either.
    return new ReadableStream({ ...source, type: undefined } as UnderlyingDefaultSource, { highWaterMark: 0 });
  }
}

/** The last frame may have one byte more than the others, because its text ends with padding. */
const MAX_LAST_FRAME_BYTES = CHUNK_BYTES + 1 + TAG_BYTES;

/**
 * Opens the frames of a body as they arrive, and keeps at most one of them in memory. Throws when a frame is not authentic, and
 * when the body ends without its last frame: the text before it is truncated then, and must not be used as if it were complete.
 */
export async function* openFrames(
  cipher: ChunkCipher,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let parts: Uint8Array[] = [];
  let received = 0;
  // Parts are only joined when this many bytes have arrived. Otherwise a sender of single bytes would cost a copy of the frame
  // for each.
  let needed = 1;
  let isLast = false;
  for await (const piece of sealed) {
    parts.push(piece);
    received += piece.length;
    if (isLast && received > MAX_LAST_FRAME_BYTES) throw new RangeError("the last frame is too long");
    if (received < needed) continue;
    let pending: Uint8Array = parts.length === 1 ? piece : concat(...parts);
    while (!isLast) {
      const length = readVarint(pending);
      needed = length ? length.size + length.value : pending.length + 1;
      if (!length) break;
      isLast = length.value === 0;
      if (!isLast) {
        if (length.value <= TAG_BYTES || length.value > CHUNK_BYTES + TAG_BYTES)
          throw new RangeError("a frame has no such length");
        if (pending.length < needed) break;
        yield await cipher.open(pending.slice(length.size, needed));
      }
      pending = pending.subarray(needed);
    }
    if (isLast) needed = Number.POSITIVE_INFINITY;
    parts = [pending];
    received = pending.length;
  }
  if (!isLast || received > MAX_LAST_FRAME_BYTES) throw new RangeError("the body has no last frame");
  const text = await cipher.open(concat(...parts), true);
  const length = unpaddedLength(text);
  if (length < 0) throw new RangeError("the body has no padding");
  if (length > 0) yield text.subarray(0, length);
}
