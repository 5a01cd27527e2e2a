import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { ConnectionError } from "./connection-error.ts";

/** Sends a body piece by piece, no faster than it is taken. */
export class BodyWriter {
  readonly #socket: Socket;
  readonly #body: Readable;
  readonly #length: number | null;
  readonly #failed: (error: Error) => void;
  #sent = 0;
  #isOver = false;

  /**
   * `length` in bytes; null sends chunks. `failed` is called once when the body breaks off, or is not as long as was said: the message on
   * the connection is then broken.
   */
  constructor(socket: Socket, body: Readable, length: number | null, failed: (error: Error) => void) {
    this.#socket = socket;
    this.#body = body;
    this.#length = length;
    this.#failed = failed;
    socket.on("drain", this.#goOn);
    body.on("data", this.#send);
    body.on("end", this.#end);
    body.on("close", this.#broken);
    // Stays to the end: an error that nobody hears would end the process.
    body.on("error", this.#broken);
    // Too late to hear of it.
    if (body.destroyed || body.readableEnded) process.nextTick(this.#broken);
  }

  /** Whether all has been sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends no more. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.off("drain", this.#goOn);
    this.#body.off("data", this.#send).off("end", this.#end).off("close", this.#broken);
    this.#body.destroy();
  }

  readonly #goOn = () => {
    this.#body.resume();
  };

  readonly #send = (piece: Buffer) => {
    if (piece.length === 0) return;
    this.#sent += piece.length;
    if (this.#length !== null) {
      if (this.#sent > this.#length) return this.#fail("the body is longer than its length");
      if (!this.#socket.write(piece)) this.#body.pause();
      return;
    }
    this.#socket.cork();
    this.#socket.write(`${piece.length.toString(16)}\r\n`, "latin1");
    this.#socket.write(piece);
    const isTaken = this.#socket.write("\r\n", "latin1");
    this.#socket.uncork();
    if (!isTaken) this.#body.pause();
  };

  readonly #end = () => {
    if (this.#length !== null && this.#sent < this.#length) return this.#fail("the body is shorter than its length");
    if (this.#length === null) this.#socket.write("0\r\n\r\n", "latin1");
    this.stop();
  };

  readonly #broken = () => this.#fail("the body broke off");

  #fail(message: string): void {
    if (this.#isOver) return;
    this.stop();
    this.#failed(new ConnectionError(message));
  }
}
