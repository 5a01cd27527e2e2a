/** One message and its answer, as the intermediary has recorded them. The page gets it as JSON. */
export interface RecordedMessage {
  readonly number: number;
  readonly method: string;
  readonly url: string;
  /** One entry for each line, with names as received. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: RecordedBody;
  /** A short description of the attack; empty when the message was forwarded unchanged. */
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

/** How much of a body is recorded. */
export const MAX_RECORDED_BYTES = 512;

/** Adds a piece to a recorded body. */
export function addToBody(body: RecordedBody, piece: Buffer): void {
  if (body.size < MAX_RECORDED_BYTES) {
    const start = Buffer.concat([Buffer.from(body.start, "base64"), piece]);
    body.start = start.subarray(0, MAX_RECORDED_BYTES).toString("base64");
  }
  body.size += piece.length;
}
