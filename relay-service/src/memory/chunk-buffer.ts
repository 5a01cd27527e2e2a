const SMALL_BYTES = 1024;
const LOOSE_PIECES = 16;
const LARGEST_BLOCK_BYTES = 16_384;

/**
 * Bytes that came in pieces and wait for more. Small pieces go into blocks: a Buffer costs hundreds of bytes beside its own, so that a sender
 * of single bytes would fill the memory with a small part of it. A few are kept as they are, as most messages have no more.
 */
export class ChunkBuffer {
  #pieces: Buffer[] = [];
  #loose = 0;
  /** The block behind the last piece, and how many of its bytes are in use. */
  #block: Buffer | null = null;
  #used = 0;

  add(piece: Buffer): void {
    if (piece.length >= SMALL_BYTES || this.#loose < LOOSE_PIECES) {
      if (piece.length < SMALL_BYTES) this.#loose += 1;
      this.#block = null;
      this.#pieces.push(piece);
      return;
    }
    let block = this.#block;
    if (block === null || block.length - this.#used < piece.length) {
      // Twice the one before, so that it is not much larger than what comes.
      block = Buffer.allocUnsafeSlow(Math.min(2 * (block?.length ?? SMALL_BYTES), LARGEST_BLOCK_BYTES));
      this.#block = block;
      this.#used = 0;
      this.#pieces.push(block.subarray(0, 0));
    }
    block.set(piece, this.#used);
    this.#used += piece.length;
    this.#pieces[this.#pieces.length - 1] = block.subarray(0, this.#used);
  }

  /** Gives all of them away. */
  take(): Buffer[] {
    const pieces = this.#pieces;
    this.clear();
    return pieces;
  }

  /** Gives all of them away as one. */
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
