import { ChunkBuffer } from "../../memory/chunk-buffer.ts";

/** A piece of this length is forwarded alone, without a copy. */
export const LARGE_BYTES = 16_384;
const MAX_JOINED_BYTES = 65_536;

export interface JoinedPiecesEvents {
  /** The joined pieces, in memory of their own. */
  flushed(joined: Buffer): void;
  /** Flushing failed with an error that only a bug in the relay can cause. */
  internalError(error: unknown): void;
}

/**
 * Joins the small pieces of one iteration of the event loop. An upstream may send each byte as a chunk, so that one read from its socket brings
 * thousands of pieces, each of which takes hundreds of bytes while it waits for a slow reader. No piece waits for the next iteration, so
 * server-sent events are not delayed.
 */
export class JoinedPieces {
  readonly #events: JoinedPiecesEvents;
  readonly #pieces = new ChunkBuffer();
  #bytes = 0;
  #isPlanned = false;

  constructor(events: JoinedPiecesEvents) {
    this.#events = events;
  }

  /** Adds a copy of a piece. Returns false, and does nothing, when the piece should be written alone. */
  add(piece: Buffer): boolean {
    if (this.#bytes === 0 && piece.length >= LARGE_BYTES) return false;
    if (this.#bytes + piece.length > MAX_JOINED_BYTES) this.flush();
    this.#pieces.add(Buffer.from(piece));
    this.#bytes += piece.length;
    if (!this.#isPlanned) {
      this.#isPlanned = true;
      process.nextTick(() => this.#flushPlanned());
    }
    return true;
  }

  flush(): void {
    if (this.#bytes > 0) this.#events.flushed(this.take());
  }

  /** Returns the joined pieces and forgets them. Empty when there are none. */
  take(): Buffer {
    this.#bytes = 0;
    return this.#pieces.takeWhole();
  }

  #flushPlanned(): void {
    this.#isPlanned = false;
    try {
      this.flush();
    } catch (error) {
      this.#events.internalError(error);
    }
  }
}
