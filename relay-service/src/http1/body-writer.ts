import type { Writable } from "node:stream";
import type { BodySink, BodySource } from "./body-source.ts";
import { ConnectionError } from "./connection-error.ts";

export interface BodyWriterOptions {
  readonly body: BodySource;
  /** Bytes; null when unknown. */
  readonly length: number | null;
  /** Whether the pieces are written as chunks (RFC 9112, 7.1). */
  readonly inChunks: boolean;
  /** Called once when the body breaks off or does not have the declared length: then the message on the connection is broken. */
  readonly failed: (error: Error) => void;
  /** Called once the body is complete. */
  readonly ended?: () => void;
}

/** Writes a body piece by piece, with back-pressure. */
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

  /** Whether the body was written completely, or writing has stopped. */
  get isOver(): boolean {
    return this.#isOver;
  }

  start(): void {
    this.#out.on("drain", this.#onDrain);
    this.#body.start(this);
  }

  /** Writes no more. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#out.off("drain", this.#onDrain);
    this.#body.stop();
  }

  write(pieces: readonly Buffer[]): boolean {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    // An empty chunk would end the body.
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
    // writableNeedDrain is also true when the system has accepted everything at once. Waiting for that drain would cost more than the write.
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

  readonly #onDrain = () => {
    this.#body.resume();
  };

  #fail(message: string): void {
    if (this.#isOver) return;
    this.stop();
    this.#failed(new ConnectionError(message));
  }
}
