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
