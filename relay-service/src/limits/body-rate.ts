import { MIN_BYTES_PER_SECOND, RATE_WINDOW_MS } from "./min-rate.ts";

/** Detects a client that sends its body so slowly that it is probably an attack (slow POST). */
export class BodyRate {
  #from: number;
  #bytes = 0;

  /** All times are in milliseconds. */
  constructor(started: number) {
    this.#from = started;
  }

  /** Call it periodically. `received` is the number of bytes so far. */
  isTooLow(received: number, now: number): boolean {
    if (now - this.#from < RATE_WINDOW_MS) return false;
    const bytes = received - this.#bytes;
    const seconds = (now - this.#from) / 1000;
    this.#from = now;
    this.#bytes = received;
    return bytes / seconds < MIN_BYTES_PER_SECOND;
  }
}
