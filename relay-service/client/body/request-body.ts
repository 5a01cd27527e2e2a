import { chunksOf } from "../bytes.ts";
import { RelayError } from "../errors.ts";

/**
 * A body of up to this many bytes is sealed in memory at once, and a stream of up to this many bytes is kept, so that it can be
 * sent again.
 */
export const MAX_BUFFERED_BYTES = 1_048_576;

/** The plain body of a request. */
export interface PlainBody {
  /** Bytes; undefined for a stream that has not been read to its end. */
  readonly size: number | undefined;
  /** Whether `pieces` can start again, for a redirect or after a refusal. */
  readonly replayable: boolean;
  pieces(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /**
   * Stops reading: the body is not needed any more. Without a reason it was not read to the end because the answer came early; a pending read
   * then fails with {@link BodyNotNeeded}, which is no error of the request.
   */
  release(reason?: unknown): void;
}

/** The rest of the body is not needed, because the answer is complete. */
export class BodyNotNeeded extends Error {}

export function isLarge(body: PlainBody | null): boolean {
  return body !== null && (body.size ?? Number.POSITIVE_INFINITY) > MAX_BUFFERED_BYTES;
}

/** The body in the arguments of a call. */
interface BodySource {
  readonly request: Request;
  /** The body of `init`, unless it is a stream. */
  readonly body: unknown;
  /** The body of `init`, if it is a stream. */
  readonly stream: ReadableStream<Uint8Array> | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the body that `fetch` would send: that of `init`, otherwise that of the `Request`. A stream is read ahead up to 1 MiB, so
 * that the size of a short one is known; with `live` it is not.
 */
export async function readRequestBody(
  { request, body: given, stream, signal }: BodySource,
  live: boolean,
): Promise<PlainBody | null> {
  if (stream) return streamBody(stream, live, signal);
  if (given === undefined && request.body === null) return null;
  if (live && given === undefined && request.body) return streamBody(request.body, live, signal);
  // Files stay on disk until they are needed; everything else is already in memory.
  try {
    const blob = given === undefined ? await request.blob() : given;
    if (blob instanceof Blob && blob.size > MAX_BUFFERED_BYTES) return ofBlob(blob);
    return ofBytes(new Uint8Array(await (blob instanceof Blob ? blob : request).arrayBuffer()));
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** The error for a body that cannot be read, such as a file that has changed since it was chosen. Nothing complete was sent. */
export function unreadable(cause: unknown): RelayError {
  return new RelayError("the request's body could not be read; nothing was executed", "source", { cause });
}

/** Whether `fetch` treats a body as a stream. */
export function isStream(body: unknown): boolean {
  // Node's fetch accepts any async iterable.
  return body instanceof ReadableStream || (typeof body === "object" && body !== null && Symbol.asyncIterator in body);
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
 * The body of a request whose source is a stream. What was read is kept up to 1 MiB, so that a short stream can be sent again.
 * With `live` nothing is read ahead. Returns null when a stream that was read ahead is empty. An abort cancels the stream.
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
    stopped = reason === undefined ? new BodyNotNeeded() : new Error("the stream was cancelled");
    reader.cancel(reason).catch(() => {});
  };
  const abort = () => stop(signal?.reason);
  signal?.addEventListener("abort", abort);

  // Concurrent callers share one read. Otherwise an attempt that was given up could take a chunk that the next attempt needs.
  function readMore(): Promise<void> {
    reading ??= reader.read().then(({ done, value }) => {
      reading = undefined;
      // A cancelled stream is "done", too, but its body is not complete.
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

  if (!live) while (!ended && size <= MAX_BUFFERED_BYTES) await readMore();
  if (ended && size === 0) return null;
  return {
    get size() {
      return ended ? size : undefined;
    },
    get replayable() {
      return size <= MAX_BUFFERED_BYTES;
    },
    async *pieces() {
      for (let at = 0; ; ) {
        const piece = kept[at];
        if (piece) {
          at++;
          if (size > MAX_BUFFERED_BYTES) {
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
