import type { CallRequest } from "./call-request.ts";
import { piecesOfReader } from "./pieces.ts";
import { RelayError } from "./relay-error.ts";
import { streamBody } from "./stream-body.ts";

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

/**
 * Reads the body that `fetch` would send: that of `init`, else that of the `Request`. A stream is read ahead up to 1 MiB, so that a short one
 * has a known size; with `live` it is not.
 */
export async function readRequestBody(
  { request, body: given, stream, signal }: Pick<CallRequest, "request" | "body" | "stream" | "signal">,
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
    pieces: () => piecesOfReader(blob.stream().getReader()),
    release: () => {},
  };
}
