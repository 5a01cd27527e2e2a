/** Takes a body piece by piece. */
export interface BodySink {
  /** Takes pieces, to be sent together. False when it has enough for now: {@link BodySource.resume} tells when there is room again. */
  write(pieces: readonly Buffer[]): boolean;
  /** That was all. */
  end(): void;
  /** The body broke off: what was written is no whole message. */
  fail(): void;
}

/**
 * A body that comes piece by piece. Not a Readable: between a message's own stream and a socket it would be one more buffer, with a
 * back-pressure of its own.
 */
export interface BodySource {
  /** Says who takes the body; called once. Pieces come from here on, what is there already before this returns. */
  start(sink: BodySink): void;
  /** There is room again. */
  resume(): void;
  /** Nobody takes any more of it, or it is over. */
  stop(): void;
}
