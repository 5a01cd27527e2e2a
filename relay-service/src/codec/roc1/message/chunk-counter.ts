/** Numbers the chunks of a body, each of which has a nonce of its own by its number. */
export class ChunkCounter {
  #next = 0;

  /** The number of the next chunk. Throws after 2^32 chunks, so that none is ever used twice. */
  next(): number {
    if (this.#next > 0xffff_ffff) throw new Error("a body has no more than 2^32 chunks");
    return this.#next++;
  }
}
