import type { Socket } from "node:net";
import type { BodySink, BodySource } from "./body-source.ts";
import { ConnectionError } from "./connection-error.ts";

/** Sends a body piece by piece, no faster than it is taken. */
export class BodyWriter implements BodySink {
  readonly #socket: Socket;
  readonly #body: BodySource;
  readonly #length: number | null;
  readonly #failed: (error: Error) => void;
  #sent = 0;
  #isOver = false;

  /**
   * `length` in bytes; null sends chunks. `failed` is called once when the body breaks off, or is not as long as was said: the message on
   * the connection is then broken.
   */
  constructor(socket: Socket, body: BodySource, length: number | null, failed: (error: Error) => void) {
    this.#socket = socket;
    this.#body = body;
    this.#length = length;
    this.#failed = failed;
  }

  /** Whether all has been sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  start(): void {
    this.#socket.on("drain", this.#goOn);
    this.#body.start(this);
  }

  /** Sends no more. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.off("drain", this.#goOn);
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
    const socket = this.#socket;
    socket.cork();
    if (this.#length === null) socket.write(`${length.toString(16)}\r\n`, "latin1");
    for (const piece of pieces) socket.write(piece);
    if (this.#length === null) socket.write("\r\n", "latin1");
    socket.uncork();
    // What the system has taken at once also asks for a drain, which comes a moment later: to wait for it would cost more than the write.
    return !socket.writableNeedDrain || socket.writableLength === 0;
  }

  end() {
    if (this.#isOver) return;
    if (this.#length !== null && this.#sent < this.#length) return this.#fail("the body is shorter than its length");
    if (this.#length === null) this.#socket.write("0\r\n\r\n", "latin1");
    this.stop();
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
