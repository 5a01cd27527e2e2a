import type { BodySealer } from "../../codec.ts";
import type { SealKey } from "../crypto/message-crypto.ts";
import { CHUNK_BYTES, TAG_BYTES } from "../format.ts";
import { ChunkCounter } from "./chunk-counter.ts";

const NOTHING = Buffer.alloc(0);
/** A frame of length zero: what follows is the final chunk. */
const FINAL_FRAME = Buffer.from([0]);

/** The sealer of one body: each piece becomes frames of at most 64 KiB immediately, so server-sent events are not delayed. */
export function bodySealer(key: SealKey): BodySealer {
  return new Roc1BodySealer(key);
}

class Roc1BodySealer implements BodySealer {
  readonly #key: SealKey;
  readonly #chunks = new ChunkCounter();
  #ended = false;

  constructor(key: SealKey) {
    this.#key = key;
  }

  seal(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES) out.push(...this.#frame(chunk.subarray(at, at + CHUNK_BYTES)));
    return out;
  }

  end(chunk: Buffer = NOTHING): Buffer[] {
    if (chunk.length <= CHUNK_BYTES) return this.#final(chunk);
    const last = chunk.length - (chunk.length % CHUNK_BYTES || CHUNK_BYTES);
    return [...this.seal(chunk.subarray(0, last)), ...this.#final(chunk.subarray(last))];
  }

  #frame(plain: Buffer): Buffer[] {
    return this.#key.seal(this.#next(), varint(plain.length + TAG_BYTES), plain, 0);
  }

  #final(plain: Buffer): Buffer[] {
    const number = this.#next();
    this.#ended = true;
    return this.#key.seal(number, FINAL_FRAME, plain, 1);
  }

  #next(): number {
    if (this.#ended) throw new Error("a body that has ended cannot be continued");
    return this.#chunks.next();
  }
}

/** A QUIC variable-length integer (RFC 9000, section 16) in its shortest form, for the lengths a frame can have. */
function varint(length: number): Buffer {
  if (length < 64) return Buffer.from([length]);
  if (length < 16_384) return Buffer.from([0x40 | (length >> 8), length & 255]);
  return Buffer.from([0x80, length >> 16, (length >> 8) & 255, length & 255]);
}
