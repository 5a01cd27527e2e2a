/** Receives a body piece by piece. */
export interface BodySink {
  /** Writes pieces together. Returns false when its buffer is full: it calls {@link BodySource.resume} when there is room again. */
  write(pieces: readonly Buffer[]): boolean;
  /** The body is complete. */
  end(): void;
  /** The body broke off: what was written is not a complete message. */
  fail(): void;
}

/**
 * A body that arrives piece by piece. It is not a Readable, because that would be another buffer with its own back-pressure between the
 * incoming message and the outgoing socket.
 */
export interface BodySource {
  /** Sets the sink; called once. Pieces that have already arrived are written before this returns. */
  start(sink: BodySink): void;
  /** The sink has room again. */
  resume(): void;
  /** The sink is complete or wants no more. */
  stop(): void;
}
