import type { Writable } from "node:stream";
import type { BodySink, BodySource } from "./body-source.ts";
import { ConnectionError } from "./connection-error.ts";

export interface BodyWriterOptions {
  readonly body: BodySource;
  /** Bytes; null when nobody knows. */
  readonly length: number | null;
  /** Whether the pieces are written as chunks (RFC 9112, 7.1). */
  readonly inChunks: boolean;
  /** Called once when the body breaks off, or is not as long as was said: the message on the connection is then broken. */
  readonly failed: (error: Error) => void;
  /** Called once all has been written. */
  readonly ended?: () => void;
}

/** Sends a body piece by piece, no faster than it is taken. */
export class BodyWriter implements BodySink {
  readonly #out: Writable;
  readonly #body: BodySource;
  readonly #length: number | null;
  readonly #inChunks: boolean;
  readonly #failed: (error: Error) => void;
  readonly #ended: (() => void) | undefined;
  #sent = 0;
  #isOver = false;

  constructor(out: Writable, { body, length, inChunks, failed, ended }: BodyWriterOptions) {
    this.#out = out;
    this.#body = body;
    this.#length = length;
    this.#inChunks = inChunks;
    this.#failed = failed;
    this.#ended = ended;
  }

  /** Whether all has been sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  start(): void {
    this.#out.on("drain", this.#goOn);
    this.#body.start(this);
  }

  /** Sends no more. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#out.off("drain", this.#goOn);
    this.#body.stop();
  }

  write(pieces: readonly Buffer[]): boolean {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    // An empty chunk would be the end.
    if (length === 0 || this.#isOver) return !this.#isOver;
    this.#sent += length;
    if (this.#length !== null && this.#sent > this.#length) {
      this.#fail("the body is longer than its length");
      return false;
    }
    const out = this.#out;
    out.cork();
    if (this.#inChunks) out.write(`${length.toString(16)}\r\n`, "latin1");
    for (const piece of pieces) out.write(piece);
    if (this.#inChunks) out.write("\r\n", "latin1");
    out.uncork();
    // What the system has taken at once also asks for a drain, which comes a moment later: to wait for it would cost more than the write.
    return !out.writableNeedDrain || out.writableLength === 0;
  }

  end() {
    if (this.#isOver) return;
    if (this.#length !== null && this.#sent < this.#length) return this.#fail("the body is shorter than its length");
    if (this.#inChunks) this.#out.write("0\r\n\r\n", "latin1");
    this.stop();
    this.#ended?.();
  }

  fail(): void {
    this.#fail("the body broke off");
  }

  readonly #goOn = () => {
    this.#body.resume();
  };

  #fail(message: string): void {
    if (this.#isOver) return;
    this.stop();
    this.#failed(new ConnectionError(message));
  }
}
