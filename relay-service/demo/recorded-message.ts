/** One message and its answer, as the box in the middle wrote them down. It goes to the page as JSON. */
export interface RecordedMessage {
  readonly number: number;
  readonly method: string;
  readonly url: string;
  /** Names as they came, one entry a line. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: RecordedBody;
  /** What the box did to it, in a few words; empty when it passed everything on. */
  done: string;
  /** Undefined until the answer begins. */
  answer?: RecordedAnswer;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: RecordedBody;
}

export interface RecordedBody {
  /** Bytes so far. */
  size: number;
  /** The first bytes, base64. */
  start: string;
}

/** How much of a body is kept for the eye. */
export const KEPT_BYTES = 512;

/** Adds a piece to what is kept. */
export function addToBody(body: RecordedBody, piece: Buffer): void {
  if (body.size < KEPT_BYTES) {
    const kept = Buffer.concat([Buffer.from(body.start, "base64"), piece]);
    body.start = kept.subarray(0, KEPT_BYTES).toString("base64");
  }
  body.size += piece.length;
}
