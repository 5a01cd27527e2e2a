import { type PlainBody, SMALL_BODY, Unwanted } from "./plain-body.ts";

/**
 * A body that comes as a stream. Its first 1 MiB is kept until more than that was read, so that a short stream can be sent again; with
 * `live` nothing is read before it is asked for. Gives null for an empty stream that was read ahead. An abort cancels the stream.
 */
export async function streamBody(
  stream: ReadableStream<Uint8Array>,
  live: boolean,
  signal: AbortSignal | undefined,
): Promise<PlainBody | null> {
  const reader = stream.getReader();
  const kept: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  let stopped: Error | undefined;
  let reading: Promise<void> | undefined;

  const stop = (reason?: unknown) => {
    if (ended || stopped) return;
    signal?.removeEventListener("abort", abort);
    stopped = reason === undefined ? new Unwanted() : new Error("the stream was cancelled");
    reader.cancel(reason).catch(() => {});
  };
  const abort = () => stop(signal?.reason);
  signal?.addEventListener("abort", abort);

  // One read at a time, whoever waits for it: a sender that gave up must not take a chunk away with it.
  function readMore(): Promise<void> {
    reading ??= reader.read().then(({ done, value }) => {
      reading = undefined;
      // A cancelled stream says "done" as well; what was read of it is not the whole body.
      if (stopped) throw stopped;
      if (done) {
        ended = true;
        signal?.removeEventListener("abort", abort);
      } else if (!(value instanceof Uint8Array)) throw new TypeError("a body's stream must give Uint8Array chunks");
      else {
        kept.push(value);
        size += value.length;
      }
    });
    return reading;
  }

  if (!live) while (!ended && size <= SMALL_BODY) await readMore();
  if (ended && size === 0) return null;
  return {
    get size() {
      return ended ? size : undefined;
    },
    get replayable() {
      return size <= SMALL_BODY;
    },
    async *pieces() {
      for (let at = 0; ; ) {
        const piece = kept[at];
        if (piece) {
          at++;
          if (size > SMALL_BODY) {
            kept.splice(0, at);
            at = 0;
          }
          yield piece;
        } else if (ended) return;
        else await readMore();
      }
    },
    release: stop,
  };
}
