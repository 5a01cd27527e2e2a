import type { SealKey } from "./aead.ts";

/**
 * The nonces of a body's chunks: the nonce of the body XOR the number of the chunk, as in RFC 9180 (section 5.2). One buffer is
 * used for all of them: a cipher copies its nonce when it is made.
 */
export class ChunkNonce {
  readonly #nonce: Buffer;
  readonly #low: number;
  #next = 0;

  constructor({ nonce }: SealKey) {
    this.#nonce = Buffer.from(nonce);
    this.#low = this.#nonce.readUInt32BE(8);
  }

  /** The nonce of the next chunk. Throws after 2^32 chunks, so that none is ever used twice. */
  next(): Uint8Array {
    if (this.#next > 0xffff_ffff) throw new Error("a body has no more than 2^32 chunks");
    this.#nonce.writeUInt32BE((this.#low ^ this.#next) >>> 0, 8);
    this.#next += 1;
    return this.#nonce;
  }
}
