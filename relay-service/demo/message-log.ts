import type { InterceptedRequest } from "./intercepted-request.ts";
import { addToBody, type RecordedAnswer, type RecordedBody, type RecordedMessage } from "./recorded-message.ts";

const MAX_MESSAGES = 60;
/** A growing body is reported at most this often. */
const REPORT_INTERVAL_MS = 200;

/** Records the messages that pass the intermediary. */
export class MessageLog {
  readonly messages: RecordedMessage[] = [];
  readonly #onRecord: (message: RecordedMessage) => void;
  readonly #onBytes: (bytes: Buffer) => void;
  #count = 0;
  #reportedAt = 0;

  constructor(options: { onRecord: (message: RecordedMessage) => void; onBytes: (bytes: Buffer) => void }) {
    this.#onRecord = options.onRecord;
    this.#onBytes = options.onBytes;
  }

  /** `done` is what the intermediary does to the message. */
  request({ method, url, rawHeaders }: InterceptedRequest, done: string): RecordedMessage {
    this.#onBytes(Buffer.from(`${method} ${url}\n${rawHeaders.join("\n")}\n`, "latin1"));
    const message = { number: ++this.#count, method, url, headers: lines(rawHeaders), body: { size: 0, start: "" }, done };
    this.messages.push(message);
    if (this.messages.length > MAX_MESSAGES) this.messages.shift();
    this.#onRecord(message);
    return message;
  }

  answer(message: RecordedMessage, status: number, rawHeaders: readonly string[]): RecordedAnswer {
    this.#onBytes(Buffer.from(`${status}\n${rawHeaders.join("\n")}\n`, "latin1"));
    message.answer = { status, headers: lines(rawHeaders), body: { size: 0, start: "" } };
    this.#onRecord(message);
    return message.answer;
  }

  /** Adds a piece to `body`, which is that of the message or of its answer. */
  piece(message: RecordedMessage, body: RecordedBody, piece: Buffer): void {
    this.#onBytes(piece);
    addToBody(body, piece);
    if (Date.now() - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = Date.now();
    this.#onRecord(message);
  }

  /** The message and its answer are complete. */
  end(message: RecordedMessage): void {
    this.#onRecord(message);
  }
}

function lines(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return pairs;
}
