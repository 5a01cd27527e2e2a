import type { Socket } from "node:net";

/** Bounds for what is still read of a connection whose last answer has been written. */
const MAX_BYTES = 256 * 2 ** 20;
const MAX_MS = 30_000;
const MAX_IDLE_MS = 2000;

/**
 * A connection that ends while its client still sends (RFC 9112, 9.6). To close it at once would reset it, and a client that writes its whole
 * request before it reads would lose the answer. So the sending half is closed, and what comes is read and dropped, up to bounds.
 */
export class Linger {
  readonly #socket: Socket;
  readonly #since: number;
  readonly #from: number;
  #read: number;
  #readAt: number;

  constructor(socket: Socket, now: number) {
    this.#socket = socket;
    this.#since = now;
    this.#readAt = now;
    this.#from = socket.bytesRead;
    this.#read = this.#from;
  }

  /** Whether the client has had enough time. To be asked from time to time. */
  isOver(now: number): boolean {
    const read = this.#socket.bytesRead;
    if (read !== this.#read) {
      this.#read = read;
      this.#readAt = now;
    }
    return read - this.#from > MAX_BYTES || now - this.#since >= MAX_MS || now - this.#readAt >= MAX_IDLE_MS;
  }
}
