import { type BodyOpener, Refusal } from "../codec.ts";
import { ChunkCounter } from "./chunk-counter.ts";
import { CHUNK_BYTES, TAG_BYTES } from "./format.ts";
import { FrameLength } from "./frame-length.ts";
import { openFinal, type SealKey } from "./message-crypto.ts";

/** Largest sealed final chunk: 64 KiB, one byte of padding, the tag. */
const FINAL_BYTES = CHUNK_BYTES + 1 + TAG_BYTES;
const HELD_PIECES = 64;

/** The opener of one body. It holds at most one chunk, and gives out no byte of it before its tag is verified. */
export function bodyOpener(key: SealKey): BodyOpener {
  return new Roc1BodyOpener(key);
}

class Roc1BodyOpener implements BodyOpener {
  readonly #key: SealKey;
  readonly #chunks = new ChunkCounter();
  readonly #length = new FrameLength();
  #state: "length" | "chunk" | "final" | "done" = "length";
  /** Of a chunk: bytes still to come, its tag included. Of the final chunk: bytes that may still come. */
  #left = 0;
  /** The sealed bytes of the chunk that have come. */
  #held: Buffer[] = [];

  constructor(key: SealKey) {
    this.#key = key;
  }

  push(bytes: Buffer): Buffer[] {
    if (this.#state === "done") throw this.#refuse();
    const out: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === "length") this.#begin(this.#length.push(bytes[at++] as number));
      else {
        const piece = bytes.subarray(at, at + this.#left);
        if (piece.length === 0) throw this.#refuse();
        this.#hold(piece);
        at += piece.length;
        if (this.#state === "chunk" && this.#left === 0) out.push(this.#open());
      }
    }
    return out;
  }

  finish(): Buffer[] {
    if (this.#state !== "final") throw this.#refuse();
    const plain = openFinal(this.#key, this.#chunks.next(), this.#sealed());
    if (!plain) throw this.#refuse();
    this.#end();
    return plain.length > 0 ? [plain] : [];
  }

  #begin(length: number | undefined): void {
    if (length === undefined) return;
    if (length < 0) throw this.#refuse();
    this.#state = length === 0 ? "final" : "chunk";
    this.#left = length || FINAL_BYTES;
  }

  /** Keeps a piece. Many small ones become one, as a sender of single bytes must not cost 100 bytes for each. */
  #hold(piece: Buffer): void {
    this.#left -= piece.length;
    this.#held.push(piece);
    if (this.#held.length > HELD_PIECES) this.#held = [Buffer.concat(this.#held)];
  }

  #open(): Buffer {
    const plain = this.#key.open(this.#chunks.next(), false, this.#sealed());
    if (!plain) throw this.#refuse();
    this.#held = [];
    this.#state = "length";
    return plain;
  }

  #sealed(): Buffer {
    return this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held);
  }

  #refuse(): Refusal {
    this.#end();
    return new Refusal(562, "body");
  }

  #end(): void {
    this.#state = "done";
    this.#held = [];
  }
}
