import { RelayError } from "../errors/relay-error.ts";
import { piecesOfReader } from "./pieces.ts";
import { type PlainBody, SMALL_BODY } from "./plain-body.ts";
import { streamBody } from "./stream-body.ts";

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
    pieces: () => piecesOfReader(blob.stream().getReader()),
    release: () => {},
  };
}
