import type { ChunkCipher } from "./aead.ts";
import { openFrames } from "./open-frames.ts";
import { piecesOfReader } from "./pieces.ts";
import type { Progress } from "./progress.ts";
import { RelayError } from "./relay-error.ts";

/** The opened body of an answer. */
export interface AnswerBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Why the stream has ended too early; undefined if it has not. */
  failure(): { readonly reason: unknown } | undefined;
}

/**
 * Opens the body of an answer. Each frame is fetched when its reader asks for it, so that a slow reader slows the sender.
 * It ends with an error unless all of it was authentic and complete; after an abort the error is the signal's reason.
 */
export function answerBody(
  cipher: ChunkCipher,
  sealed: ReadableStream<Uint8Array> | null,
  options: { total: number | undefined; signal: AbortSignal | undefined; onProgress: ((progress: Progress) => void) | undefined },
): AnswerBody {
  const { total, signal, onProgress } = options;
  const reader = (sealed ?? new Response(new Uint8Array(0)).body)?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const frames = openFrames(cipher, piecesOfReader(reader));
  let loaded = 0;
  let failure: { reason: unknown } | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await frames.next();
          signal?.throwIfAborted();
          if (done) return controller.close();
          loaded += value.length;
          onProgress?.({ loaded, total });
          controller.enqueue(value);
        } catch (cause) {
          reader.cancel(cause).catch(() => {});
          const words = "the answer's body is not authentic or not complete; do not use what came of it";
          failure = { reason: signal?.aborted ? signal.reason : new RelayError(words, "body", { cause }) };
          throw failure.reason;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is fetched ahead of its reader.
    { highWaterMark: 0 },
  );
  return { stream, failure: () => failure };
}
