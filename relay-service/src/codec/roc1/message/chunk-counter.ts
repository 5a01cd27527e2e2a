/** Numbers the chunks of a body. The number makes the nonce of each unique. */
export class ChunkCounter {
  #next = 0;

  /** The number of the next chunk. Throws after 2^32 chunks, so that no number is used twice. */
  next(): number {
    if (this.#next > 0xffff_ffff) throw new Error("a body has no more than 2^32 chunks");
    return this.#next++;
  }
}
