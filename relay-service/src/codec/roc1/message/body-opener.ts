import { ChunkBuffer } from "../../../memory/chunk-buffer.ts";
import { type BodyOpener, Refusal } from "../../codec.ts";
import { openFinal, type SealKey } from "../crypto/message-crypto.ts";
import { CHUNK_BYTES, TAG_BYTES } from "../format.ts";
import { ChunkCounter } from "./chunk-counter.ts";
import { FrameLength } from "./frame-length.ts";

/** Largest sealed final chunk: 64 KiB, one byte of padding, the tag. */
const FINAL_BYTES = CHUNK_BYTES + 1 + TAG_BYTES;

/** The opener of one body. It holds at most one chunk, and returns no byte of it before its tag is verified. */
export function bodyOpener(key: SealKey): BodyOpener {
  return new Roc1BodyOpener(key);
}

class Roc1BodyOpener implements BodyOpener {
  readonly #key: SealKey;
  readonly #chunks = new ChunkCounter();
  readonly #length = new FrameLength();
  #state: "length" | "chunk" | "final" | "done" = "length";
  /** Of a chunk: bytes that are missing, its tag included. Of the final chunk: bytes that may still arrive. */
  #left = 0;
  /** The sealed bytes of the chunk that have arrived. */
  readonly #held = new ChunkBuffer();
  /** The plain text of one push. */
  readonly #opened = new ChunkBuffer();

  constructor(key: SealKey) {
    this.#key = key;
  }

  push(bytes: Buffer): Buffer[] {
    if (this.#state === "done") throw this.#refuse();
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === "length") this.#begin(this.#length.push(bytes[at++] as number));
      else {
        const piece = bytes.subarray(at, at + this.#left);
        if (piece.length === 0) throw this.#refuse();
        this.#held.add(piece);
        this.#left -= piece.length;
        at += piece.length;
        if (this.#state === "chunk" && this.#left === 0) this.#open();
      }
    }
    return this.#opened.take();
  }

  finish(): Buffer[] {
    if (this.#state !== "final") throw this.#refuse();
    const plain = openFinal(this.#key, this.#chunks.next(), this.#held.takeWhole());
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

  #open(): void {
    const plain = this.#key.openPieces(this.#chunks.next(), this.#held.take());
    if (!plain) throw this.#refuse();
    for (const piece of plain) this.#opened.add(piece);
    this.#state = "length";
  }

  #refuse(): Refusal {
    this.#end();
    return new Refusal(562, "body");
  }

  #end(): void {
    this.#state = "done";
    this.#held.clear();
    this.#opened.clear();
  }
}
