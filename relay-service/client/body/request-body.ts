import { chunksOf } from "../bytes.ts";
import { RelayError } from "../errors.ts";

/** A body up to this many bytes is sealed in memory, in one go, and a stream of such a length can be sent twice. */
export const SMALL_BODY = 1_048_576;

/** The plain body of a request. */
export interface PlainBody {
  /** Bytes; undefined where only the end of the stream will tell. */
  readonly size: number | undefined;
  /** Whether `pieces` can start once more, for a redirect or after a refusal. */
  readonly replayable: boolean;
  pieces(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /**
   * The body is not needed any more, whether or not it was read. Without a reason, as its request was answered early: whoever reads it gets
   * {@link Unwanted} then.
   */
  release(reason?: unknown): void;
}

/** What is left of the body is not wanted. That is no failure. */
export class Unwanted extends Error {}

export function isLarge(body: PlainBody | null): boolean {
  return body !== null && (body.size ?? Number.POSITIVE_INFINITY) > SMALL_BODY;
}

/** The body of a call, as its arguments give it. */
interface GivenBody {
  readonly request: Request;
  /** The body of `init`, where that is no stream. */
  readonly body: unknown;
  /** The body of `init`, where that is a stream. */
  readonly stream: ReadableStream<Uint8Array> | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the body that `fetch` would send: that of `init`, else that of the `Request`. A stream is read ahead up to 1 MiB, so that a short one
 * has a known size; with `live` it is not.
 */
export async function readRequestBody(
  { request, body: given, stream, signal }: GivenBody,
  live: boolean,
): Promise<PlainBody | null> {
  if (stream) return streamBody(stream, live, signal);
  if (given === undefined && request.body === null) return null;
  if (live && given === undefined && request.body) return streamBody(request.body, live, signal);
  // Files stay on disk until they are needed; everything else is in memory already.
  try {
    const blob = given === undefined ? await request.blob() : given;
    if (blob instanceof Blob && blob.size > SMALL_BODY) return ofBlob(blob);
    return ofBytes(new Uint8Array(await (blob instanceof Blob ? blob : request).arrayBuffer()));
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** For a body that cannot be read, such as a file that has changed since it was chosen. Nothing complete was sent. */
export function unreadable(cause: unknown): RelayError {
  return new RelayError("the request's body could not be read; nothing was executed", "source", { cause });
}

/** Whether a body is given as a stream. */
export function isStream(given: unknown): boolean {
  // Node's fetch takes any source of chunks.
  return given instanceof ReadableStream || (typeof given === "object" && given !== null && Symbol.asyncIterator in given);
}

function ofBytes(bytes: Uint8Array): PlainBody | null {
  return bytes.length === 0 ? null : { size: bytes.length, replayable: true, pieces: () => [bytes], release: () => {} };
}

function ofBlob(blob: Blob): PlainBody {
  return {
    size: blob.size,
    replayable: true,
    pieces: () => chunksOf(blob.stream().getReader()),
    release: () => {},
  };
}

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
