/** Bytes a second below which a client that sends a body is cut off, measured over {@link RATE_MS} (the figures of Apache's mod_reqtimeout). */
const MIN_BODY_RATE = 500;
const RATE_MS = 20_000;

/** Whether a client sends its body so slowly that it only wants to hold us up. */
export class BodyRate {
  #from: number;
  #bytes = 0;

  /** `started` in milliseconds, as all times here. */
  constructor(started: number) {
    this.#from = started;
  }

  /** To be asked from time to time. `received`: bytes so far. */
  isTooLow(received: number, now: number): boolean {
    if (now - this.#from < RATE_MS) return false;
    const bytes = received - this.#bytes;
    const seconds = (now - this.#from) / 1000;
    this.#from = now;
    this.#bytes = received;
    return bytes / seconds < MIN_BODY_RATE;
  }
}
