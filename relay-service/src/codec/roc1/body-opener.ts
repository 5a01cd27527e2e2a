import type { DecipherGCM } from "node:crypto";
import { type BodyOpener, Refusal } from "../codec.ts";
import { decipherOf, openWhole, type SealKey } from "./aead.ts";
import { ChunkNonce } from "./chunk-nonce.ts";
import { CHUNK_BYTES, TAG_BYTES } from "./format.ts";
import { FrameLength } from "./frame-length.ts";

/** Largest sealed final chunk: 64 KiB, one byte of padding, the tag. */
const FINAL_BYTES = CHUNK_BYTES + 1 + TAG_BYTES;
const HELD_PIECES = 64;

/** The opener of one body. It holds at most one chunk, and gives out no byte of it before its tag is verified. */
export function bodyOpener(key: SealKey): BodyOpener {
  return new Roc1BodyOpener(key);
}

class Roc1BodyOpener implements BodyOpener {
  readonly #key: SealKey;
  readonly #nonce: ChunkNonce;
  readonly #length = new FrameLength();
  readonly #tag = Buffer.allocUnsafe(TAG_BYTES);
  #state: "length" | "chunk" | "final" | "done" = "length";
  /** Of a chunk: bytes still to come, its tag included. Of the final chunk: bytes that have come. */
  #count = 0;
  #decipher: DecipherGCM | undefined;
  #held: Buffer[] = [];

  constructor(key: SealKey) {
    this.#key = key;
    this.#nonce = new ChunkNonce(key);
  }

  push(chunk: Buffer): Buffer[] {
    if (this.#state === "done") throw this.#refuse();
    const out: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "length") this.#begin(this.#length.push(chunk[at++] as number));
      else if (this.#state === "chunk") at += this.#take(chunk.subarray(at), out);
      else at += this.#hold(chunk.subarray(at));
    }
    return out;
  }

  finish(): Buffer[] {
    if (this.#state !== "final") throw this.#refuse();
    const sealed = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held);
    const plain = openWhole({ key: this.#key.key, nonce: this.#nonce.next() }, sealed);
    if (!plain) throw this.#refuse();
    this.#end();
    return plain.length > 0 ? [plain] : [];
  }

  #begin(length: number | undefined): void {
    if (length === undefined) return;
    if (length < 0) throw this.#refuse();
    if (length === 0) {
      this.#state = "final";
      this.#count = 0;
      return;
    }
    this.#state = "chunk";
    this.#count = length;
    this.#decipher = decipherOf(this.#key, this.#nonce.next());
  }

  /**
   * Decrypts what is there of a chunk, so that a chunk that comes in pieces needs no copy in one buffer. What is decrypted is
   * held until the tag is verified. Gives the number of bytes taken.
   */
  #take(bytes: Buffer, out: Buffer[]): number {
    const decipher = this.#decipher as DecipherGCM;
    const length = Math.min(bytes.length, this.#count);
    const cipherText = Math.min(length, Math.max(0, this.#count - TAG_BYTES));
    if (cipherText > 0) this.#keep(decipher.update(bytes.subarray(0, cipherText)));
    if (cipherText < length) bytes.copy(this.#tag, TAG_BYTES - (this.#count - cipherText), cipherText, length);
    this.#count -= length;
    if (this.#count > 0) return length;
    decipher.setAuthTag(this.#tag);
    try {
      decipher.final();
    } catch {
      throw this.#refuse();
    }
    out.push(...this.#held);
    this.#held = [];
    this.#state = "length";
    return length;
  }

  #hold(bytes: Buffer): number {
    this.#count += bytes.length;
    if (this.#count > FINAL_BYTES) throw this.#refuse();
    this.#keep(bytes);
    return bytes.length;
  }

  /** Keeps a piece. Many small ones become one, as a sender of single bytes must not cost 100 bytes for each. */
  #keep(piece: Buffer): void {
    this.#held.push(piece);
    if (this.#held.length > HELD_PIECES) this.#held = [Buffer.concat(this.#held)];
  }

  #refuse(): Refusal {
    this.#end();
    return new Refusal(562, "body");
  }

  #end(): void {
    this.#state = "done";
    this.#held = [];
    this.#decipher = undefined;
  }
}
