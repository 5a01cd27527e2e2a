import type { BodySealer } from "../codec.ts";
import { cipherOf, type SealKey } from "./aead.ts";
import { ChunkNonce } from "./chunk-nonce.ts";
import { CHUNK_BYTES, FINAL, TAG_BYTES } from "./format.ts";

/** Up to here a chunk is copied into one buffer: one small write is cheaper than three. Above, copying costs more. */
const SMALL_BYTES = 8192;
const NOTHING = Buffer.alloc(0);
const PADDING = Buffer.from([2]);
const FINAL_FRAME = Buffer.from([0]);
const scratch = Buffer.allocUnsafeSlow(SMALL_BYTES + 1);

/** The sealer of one body: each piece becomes frames of at most 64 KiB at once, so that events are not held back. */
export function bodySealer(key: SealKey): BodySealer {
  return new Roc1BodySealer(key);
}

class Roc1BodySealer implements BodySealer {
  readonly #key: SealKey;
  readonly #nonce: ChunkNonce;
  #ended = false;

  constructor(key: SealKey) {
    this.#key = key;
    this.#nonce = new ChunkNonce(key);
  }

  seal(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES) this.#frame(chunk.subarray(at, at + CHUNK_BYTES), out);
    return out;
  }

  end(chunk: Buffer = NOTHING): Buffer[] {
    const out: Buffer[] = [];
    let at = 0;
    for (; chunk.length - at > CHUNK_BYTES; at += CHUNK_BYTES) this.#frame(chunk.subarray(at, at + CHUNK_BYTES), out);
    this.#final(chunk.subarray(at), out);
    return out;
  }

  #frame(plain: Buffer, out: Buffer[]): void {
    const cipher = this.#cipher();
    const sealed = cipher.update(plain);
    cipher.final();
    const header = varint(plain.length + TAG_BYTES);
    if (plain.length > SMALL_BYTES) out.push(header, sealed, cipher.getAuthTag());
    else out.push(Buffer.concat([header, sealed, cipher.getAuthTag()]));
  }

  #final(plain: Buffer, out: Buffer[]): void {
    const cipher = this.#cipher();
    this.#ended = true;
    cipher.setAAD(FINAL);
    if (plain.length > SMALL_BYTES) {
      const sealed = cipher.update(plain);
      const end = cipher.update(PADDING);
      cipher.final();
      out.push(FINAL_FRAME, sealed, Buffer.concat([end, cipher.getAuthTag()]));
      return;
    }
    const length = plain.copy(scratch);
    scratch[length] = 2;
    const whole = Buffer.allocUnsafe(length + 2 + TAG_BYTES);
    whole[0] = 0;
    cipher.update(scratch.subarray(0, length + 1)).copy(whole, 1);
    cipher.final();
    cipher.getAuthTag().copy(whole, length + 2);
    out.push(whole);
  }

  #cipher() {
    if (this.#ended) throw new Error("a body that has ended cannot be continued");
    return cipherOf(this.#key, this.#nonce.next());
  }
}

/** A QUIC variable-length integer (RFC 9000, section 16) in its shortest form, for the lengths a frame can have. */
function varint(length: number): Buffer {
  if (length < 64) return Buffer.from([length]);
  if (length < 16_384) return Buffer.from([0x40 | (length >> 8), length & 255]);
  return Buffer.from([0x80, length >> 16, (length >> 8) & 255, length & 255]);
}
