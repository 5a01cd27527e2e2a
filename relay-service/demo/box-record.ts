import type { BoxRequest } from "./box-request.ts";
import { addToBody, type RecordedAnswer, type RecordedBody, type RecordedMessage } from "./recorded-message.ts";

const KEPT_MESSAGES = 60;
/** A body that goes on and on is told of this often at most; milliseconds. */
const TELL_MS = 200;

/** What the box writes down of the messages that pass. */
export class BoxRecord {
  readonly messages: RecordedMessage[] = [];
  readonly #onRecord: (message: RecordedMessage) => void;
  readonly #onBytes: (bytes: Buffer) => void;
  #count = 0;
  #told = 0;

  constructor(options: { onRecord: (message: RecordedMessage) => void; onBytes: (bytes: Buffer) => void }) {
    this.#onRecord = options.onRecord;
    this.#onBytes = options.onBytes;
  }

  /** `done` is what the box does to it. */
  request({ method, url, rawHeaders }: BoxRequest, done: string): RecordedMessage {
    this.#onBytes(Buffer.from(`${method} ${url}\n${rawHeaders.join("\n")}\n`, "latin1"));
    const message = { number: ++this.#count, method, url, headers: lines(rawHeaders), body: { size: 0, start: "" }, done };
    this.messages.push(message);
    if (this.messages.length > KEPT_MESSAGES) this.messages.shift();
    this.#onRecord(message);
    return message;
  }

  answer(message: RecordedMessage, status: number, rawHeaders: readonly string[]): RecordedAnswer {
    this.#onBytes(Buffer.from(`${status}\n${rawHeaders.join("\n")}\n`, "latin1"));
    message.answer = { status, headers: lines(rawHeaders), body: { size: 0, start: "" } };
    this.#onRecord(message);
    return message.answer;
  }

  /** `body` is the one of the message or of its answer. */
  piece(message: RecordedMessage, body: RecordedBody, piece: Buffer): void {
    this.#onBytes(piece);
    addToBody(body, piece);
    if (Date.now() - this.#told < TELL_MS) return;
    this.#told = Date.now();
    this.#onRecord(message);
  }

  /** Nothing more will come. */
  end(message: RecordedMessage): void {
    this.#onRecord(message);
  }
}

function lines(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return pairs;
}
