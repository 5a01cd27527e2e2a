import { CHUNK_BYTES, TAG_BYTES } from "../format.ts";

const LARGEST = CHUNK_BYTES + TAG_BYTES;

/**
 * Reads the length in front of a frame byte by byte: a QUIC variable-length integer (RFC 9000, section 16) of 1, 2 or 4 bytes,
 * and only in its shortest form, so that a body has only one encoding.
 */
export class FrameLength {
  #value = 0;
  #size = 0;
  #have = 0;

  /**
   * Takes the next byte. Returns the length of the sealed chunk (17 to 65552), 0 for the final chunk, undefined while bytes are
   * missing, and -1 for an invalid length.
   */
  push(byte: number): number | undefined {
    if (this.#have === 0) {
      this.#size = 1 << (byte >> 6);
      if (this.#size === 8) return -1;
      this.#value = byte & 63;
    } else {
      this.#value = this.#value * 256 + byte;
    }
    this.#have += 1;
    if (this.#have < this.#size) return undefined;
    this.#have = 0;
    const length = this.#value;
    if (length === 0 && this.#size === 1) return 0;
    const shortest = length < 64 ? 1 : length < 16_384 ? 2 : 4;
    return length > TAG_BYTES && length <= LARGEST && this.#size === shortest ? length : -1;
  }
}
