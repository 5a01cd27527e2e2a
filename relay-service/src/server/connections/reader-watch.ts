import type { Socket } from "node:net";
import { MIN_BYTES_PER_SECOND, RATE_WINDOW_MS } from "../../limits/min-rate.ts";

/** The counters of a socket's handle. Node's own socket time-out uses them too. */
interface Handle {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}

/** Bytes that the system has accepted for sending, including parts of a pending write. `socket.bytesWritten` lacks the latter. */
function sentBytes(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle: Handle | null };
  return handle === null ? 0 : handle.bytesWritten - handle.writeQueueSize;
}

/** Detects a client that reads its answers too slowly (slow read attack). */
export class ReaderWatch {
  readonly #socket: Socket;
  readonly #stallMs: number;
  #sent = 0;
  /** When the client last read something, or nothing was left to read. */
  #progressAt: number;
  /** Start of the window over which the rate is measured. */
  #windowStart: number;
  #sentAtWindowStart = 0;

  /** `stallMs`: how long a client may read nothing. */
  constructor(socket: Socket, stallMs: number, now: number) {
    this.#socket = socket;
    this.#stallMs = stallMs;
    this.#progressAt = now;
    this.#windowStart = now;
  }

  /** Whether the client reads nothing, or less than the minimum rate. Call it periodically. */
  isTooSlow(now: number): boolean {
    const sent = sentBytes(this.#socket);
    if (this.#socket.writableLength === 0) {
      this.#progressAt = now;
      this.#windowStart = now;
      this.#sentAtWindowStart = sent;
    }
    if (sent !== this.#sent) {
      this.#sent = sent;
      this.#progressAt = now;
    }
    if (now - this.#progressAt >= this.#stallMs) return true;
    if (now - this.#windowStart < RATE_WINDOW_MS) return false;
    const rate = ((sent - this.#sentAtWindowStart) * 1000) / (now - this.#windowStart);
    this.#windowStart = now;
    this.#sentAtWindowStart = sent;
    return rate < MIN_BYTES_PER_SECOND;
  }
}
