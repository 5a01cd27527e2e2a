/** Shorter pieces are copied into blocks. */
const SMALL_BYTES = 1024;
/** So many small pieces are kept as they are, because most messages have no more. */
const MAX_LOOSE_PIECES = 16;
const MAX_BLOCK_BYTES = 16_384;

/**
 * Collects the pieces of a message. Each Buffer has an overhead of hundreds of bytes, so a sender of single bytes could fill the memory with
 * a short message. So small pieces are copied into larger blocks.
 */
export class ChunkBuffer {
  #pieces: Buffer[] = [];
  #loose = 0;
  /** The block that the last piece is a slice of, and how many of its bytes are used. */
  #block: Buffer | null = null;
  #used = 0;

  add(piece: Buffer): void {
    if (piece.length >= SMALL_BYTES || this.#loose < MAX_LOOSE_PIECES) {
      if (piece.length < SMALL_BYTES) this.#loose += 1;
      this.#block = null;
      this.#pieces.push(piece);
      return;
    }
    let block = this.#block;
    if (block === null || block.length - this.#used < piece.length) {
      // Each block is twice the previous one, so that little of it stays unused.
      block = Buffer.allocUnsafeSlow(Math.min(2 * (block?.length ?? SMALL_BYTES), MAX_BLOCK_BYTES));
      this.#block = block;
      this.#used = 0;
      this.#pieces.push(block.subarray(0, 0));
    }
    block.set(piece, this.#used);
    this.#used += piece.length;
    this.#pieces[this.#pieces.length - 1] = block.subarray(0, this.#used);
  }

  /** Returns all pieces and forgets them. */
  take(): Buffer[] {
    const pieces = this.#pieces;
    this.clear();
    return pieces;
  }

  /** Returns all pieces as one and forgets them. */
  takeWhole(): Buffer {
    const pieces = this.take();
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }

  clear(): void {
    this.#pieces = [];
    this.#loose = 0;
    this.#block = null;
  }
}
