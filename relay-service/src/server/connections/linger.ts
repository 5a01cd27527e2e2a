import type { Socket } from "node:net";
import { MAX_DISCARDED_BYTES } from "../../limits/discarded-bytes.ts";

/** How long a connection is still read after its last answer. */
const MAX_MS = 30_000;
const MAX_IDLE_MS = 2000;

/**
 * The lingering close of a connection whose client still sends (RFC 9112, 9.6). Closing at once would reset the connection, and a client that
 * reads only after it has written its whole request would lose the answer. So only the sending half is closed, and what arrives is read and
 * discarded, up to limits.
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

  /** Whether a limit is reached. Call it periodically. */
  isOver(now: number): boolean {
    const read = this.#socket.bytesRead;
    if (read !== this.#read) {
      this.#read = read;
      this.#readAt = now;
    }
    return read - this.#from > MAX_DISCARDED_BYTES || now - this.#since >= MAX_MS || now - this.#readAt >= MAX_IDLE_MS;
  }
}
