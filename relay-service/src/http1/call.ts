/** What a call controls of its connection. */
export interface CallConnection {
  pause(): void;
  resume(): void;
  abort(): void;
}

/** A request in progress. Once its handler was told of the end, the methods have no effect. */
export class Call {
  #connection: CallConnection | null;

  constructor(connection: CallConnection) {
    this.#connection = connection;
  }

  /** Pauses reading. Bytes that were already read are still passed to the handler. */
  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  /** Destroys the connection. The handler is not called again. */
  abort(): void {
    this.#connection?.abort();
  }

  /** Called by the connection at the end of the call. */
  detach(): void {
    this.#connection = null;
  }
}
