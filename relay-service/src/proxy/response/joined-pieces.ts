import { ChunkBuffer } from "../../memory/chunk-buffer.ts";

/** A piece of this length leaves by itself, without a copy; bytes. */
export const LARGE_BYTES = 16_384;
/** What is joined at most; bytes. */
const MAX_BYTES = 65_536;

export interface JoinedPiecesEvents {
  /** Takes what was joined, in memory of its own. */
  flushed(joined: Buffer): void;
  /** Flushing threw what only a fault of ours can throw. */
  fault(error: unknown): void;
}

/**
 * Joins the small pieces of one turn of the event loop. An upstream may send each byte as a chunk: what one read from its socket brings
 * would be thousands of pieces, and each one that waits for a slow reader costs hundreds of bytes. Nothing waits for the next turn, so that
 * events stay prompt.
 */
export class JoinedPieces {
  readonly #events: JoinedPiecesEvents;
  readonly #pieces = new ChunkBuffer();
  #bytes = 0;
  #isPlanned = false;

  constructor(events: JoinedPiecesEvents) {
    this.#events = events;
  }

  /** Takes a piece, whose memory is used again after the call. False when it does not: the piece is to be written by itself. */
  add(piece: Buffer): boolean {
    if (this.#bytes === 0 && piece.length >= LARGE_BYTES) return false;
    if (this.#bytes + piece.length > MAX_BYTES) this.flush();
    this.#pieces.add(Buffer.from(piece));
    this.#bytes += piece.length;
    if (!this.#isPlanned) {
      this.#isPlanned = true;
      process.nextTick(() => this.#endTurn());
    }
    return true;
  }

  flush(): void {
    if (this.#bytes > 0) this.#events.flushed(this.take());
  }

  /** Gives away what was joined; empty where nothing was. */
  take(): Buffer {
    this.#bytes = 0;
    return this.#pieces.takeWhole();
  }

  #endTurn(): void {
    this.#isPlanned = false;
    try {
      this.flush();
    } catch (error) {
      this.#events.fault(error);
    }
  }
}
