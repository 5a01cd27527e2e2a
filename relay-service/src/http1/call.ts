/** What a call does to its connection. */
export interface CallConnection {
  pause(): void;
  resume(): void;
  abort(): void;
}

/** A request on its way, until its handler hears of its end. Afterwards nothing here does anything. */
export class Call {
  #connection: CallConnection | null;

  constructor(connection: CallConnection) {
    this.#connection = connection;
  }

  /** Reads no more for now; what was read already is still told. */
  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  /** Cuts the connection; the handler hears nothing more. */
  abort(): void {
    this.#connection?.abort();
  }

  /** For the connection: the call is over. */
  leave(): void {
    this.#connection = null;
  }
}
