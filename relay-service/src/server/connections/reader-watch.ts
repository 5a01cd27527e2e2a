import type { Socket } from "node:net";

/** Bytes a second below which a client that takes an answer is cut off, measured over {@link RATE_MS}; as for those that send a body. */
const MIN_RATE = 500;
const RATE_MS = 20_000;

/** The part of a socket's handle that knows what the system has taken. Node's own time limit of a socket looks at the same. */
interface Handle {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}

/** Bytes that the system has taken for the other side, also of a write that it has taken only in part. */
function takenBytes(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle: Handle | null };
  return handle === null ? 0 : handle.bytesWritten - handle.writeQueueSize;
}

/** Watches whether a client takes what is written to it. */
export class ReaderWatch {
  readonly #socket: Socket;
  readonly #stallMs: number;
  #taken = 0;
  /** When the client last took something, or nothing was left to take. */
  #takenAt: number;
  /** The stretch over which the rate is measured. */
  #rateFrom: number;
  #rateTaken = 0;

  /** `stallMs`: how long a client may take nothing. */
  constructor(socket: Socket, stallMs: number, now: number) {
    this.#socket = socket;
    this.#stallMs = stallMs;
    this.#takenAt = now;
    this.#rateFrom = now;
  }

  /** Whether the client takes nothing, or so little that it only wants to hold us up. To be asked from time to time. */
  isTooSlow(now: number): boolean {
    const taken = takenBytes(this.#socket);
    if (this.#socket.writableLength === 0) {
      this.#takenAt = now;
      this.#rateFrom = now;
      this.#rateTaken = taken;
    }
    if (taken !== this.#taken) {
      this.#taken = taken;
      this.#takenAt = now;
    }
    if (now - this.#takenAt >= this.#stallMs) return true;
    if (now - this.#rateFrom < RATE_MS) return false;
    const rate = ((taken - this.#rateTaken) * 1000) / (now - this.#rateFrom);
    this.#rateFrom = now;
    this.#rateTaken = taken;
    return rate < MIN_RATE;
  }
}
