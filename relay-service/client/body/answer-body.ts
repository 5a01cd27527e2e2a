import { networkFailure } from "../errors/network-failure.ts";
import { failed } from "../errors/relay-error.ts";
import type { ChunkCipher } from "../message/aead.ts";
import { openFrames } from "./open-frames.ts";
import { piecesOfReader } from "./pieces.ts";
import type { Progress } from "./progress.ts";

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
  readonly onProgress: ((progress: Progress) => void) | undefined;
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
  const frames = openFrames(cipher as ChunkCipher, piecesOfReader(reader));
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
