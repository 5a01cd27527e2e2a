import { TAG_BYTES, unpaddedLength } from "../format.ts";

/**
 * What roc1 computes for each message: HKDF-SHA256 (RFC 5869) and AES-256-GCM (NIST SP 800-38D). Node's own cryptography
 * implements it (`node-crypto.ts`), and so does the native part, in a fraction of the time (`native-crypto.ts`).
 */
export interface MessageCrypto {
  readonly name: "node" | "native";
  /** HKDF-SHA256 of `secret`; its info is `label` (at most 128 bytes) followed by the SHA-256 of `context`. */
  derive(secret: Uint8Array, salt: Uint8Array, label: Uint8Array, context: Uint8Array, length: number): Buffer;
  /** The key and the nonce that begin at a byte of what was derived: 32 bytes and 12. The bytes must not change while it is in use. */
  keyAt(derived: Buffer, at: number): SealKey;
}

/** A key and a nonce for one part of one message: AES-256-GCM for each chunk, with the nonce XOR the chunk's number. */
export interface SealKey {
  /**
   * Seals a chunk: `prefix`, cipher text and tag, in one Buffer or several, whichever is faster. `padding` = bytes `02 00*` to add to the
   * plain text, 1 to 64, which make it the final chunk; 0 for any other.
   */
  seal(chunk: number, prefix: Uint8Array, plain: Uint8Array, padding: number): Buffer[];
  /** Opens cipher text and tag; undefined when they are not authentic. The plain text may overwrite `sealed`. */
  open(chunk: number, isFinal: boolean, sealed: Buffer): Buffer | undefined;
  /**
   * Opens a chunk that is not the final one where it lies: in pieces, of which each is memory of its own and the tag may be in two. Joining them would cost more
   * than opening them. The plain text may overwrite them.
   */
  openPieces(chunk: number, pieces: readonly Buffer[]): readonly Buffer[] | undefined;
}

export function lengthOf(pieces: readonly Buffer[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

/** The pieces without the tag at their end. */
export function withoutTag(pieces: readonly Buffer[]): readonly Buffer[] {
  let left = lengthOf(pieces) - TAG_BYTES;
  const plain: Buffer[] = [];
  for (const piece of pieces) {
    if (left <= 0) break;
    plain.push(piece.length <= left ? piece : piece.subarray(0, left));
    left -= piece.length;
  }
  return plain;
}

/** Opens a part that is one chunk (url, head, the end of a body) and strips its padding. Undefined when it is not authentic. */
export function openFinal(key: SealKey, chunk: number, sealed: Buffer): Buffer | undefined {
  const padded = key.open(chunk, true, sealed);
  const length = padded ? unpaddedLength(padded) : -1;
  return length < 0 ? undefined : padded?.subarray(0, length);
}
