import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherGCM, hash } from "node:crypto";
import { FINAL, HEAD_BLOCK_BYTES, KEY_BYTES, NONCE_BYTES, TAG_BYTES } from "../format.ts";
import { hkdf } from "../keys/hmac.ts";
import { lengthOf, type MessageCrypto, type SealKey, withoutTag } from "./message-crypto.ts";

/** Node's own cryptography for messages. */
export const nodeCrypto: MessageCrypto = {
  name: "node",
  derive: (secret, salt, label, context, length) => {
    const info = Buffer.allocUnsafe(label.length + 32);
    info.set(label);
    // A string of one character a byte: Node makes one in half the time of a Buffer.
    info.write(hash("sha256", context, "binary"), label.length, "binary");
    return hkdf(secret, salt, info, length);
  },
  keyAt: (derived, at) => new NodeSealKey(derived, at),
};

/** Up to this size a chunk is copied into one buffer, as one small write is cheaper than three. Above it, copying costs more. */
const SMALL_BYTES = 8192;
const PADDING = Buffer.alloc(HEAD_BLOCK_BYTES);
PADDING[0] = 2;
const scratch = Buffer.allocUnsafeSlow(SMALL_BYTES + PADDING.length);

class NodeSealKey implements SealKey {
  /**
   * One character for each byte. With a string as its key, a cipher and all its calls cost Node a quarter less than with a KeyObject, and a
   * third of what they cost with a Buffer, for which Node throws and catches an error.
   */
  readonly #key: string;
  readonly #nonce: Buffer;
  readonly #low: number;

  constructor(derived: Buffer, at: number) {
    this.#key = derived.toString("latin1", at, at + KEY_BYTES);
    this.#nonce = Buffer.from(derived.subarray(at + KEY_BYTES, at + KEY_BYTES + NONCE_BYTES));
    this.#low = this.#nonce.readUInt32BE(8);
  }

  seal(chunk: number, prefix: Uint8Array, plain: Uint8Array, padding: number): Buffer[] {
    const cipher = cipherOf(this.#key, this.#nonceOf(chunk));
    if (padding > 0) cipher.setAAD(FINAL);
    if (plain.length > SMALL_BYTES) {
      const sealed = [Buffer.from(prefix), cipher.update(plain), cipher.update(PADDING.subarray(0, padding))];
      cipher.final();
      return [...sealed, cipher.getAuthTag()];
    }
    scratch.set(plain);
    scratch.set(PADDING.subarray(0, padding), plain.length);
    const length = plain.length + padding;
    const whole = Buffer.allocUnsafe(prefix.length + length + TAG_BYTES);
    whole.set(prefix);
    cipher.update(scratch.subarray(0, length)).copy(whole, prefix.length);
    cipher.final();
    cipher.getAuthTag().copy(whole, prefix.length + length);
    return [whole];
  }

  open(chunk: number, isFinal: boolean, sealed: Buffer): Buffer | undefined {
    const end = sealed.length - TAG_BYTES;
    if (end < 0) return undefined;
    const decipher = decipherOf(this.#key, this.#nonceOf(chunk));
    decipher.setAuthTag(sealed.subarray(end));
    if (isFinal) decipher.setAAD(FINAL);
    const plain = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return plain;
  }

  openPieces(chunk: number, pieces: readonly Buffer[]): readonly Buffer[] | undefined {
    const tagAt = lengthOf(pieces) - TAG_BYTES;
    if (tagAt < 0) return undefined;
    const decipher = decipherOf(this.#key, this.#nonceOf(chunk));
    const plain = withoutTag(pieces).map((piece) => decipher.update(piece));
    decipher.setAuthTag(tagOf(pieces));
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return plain;
  }

  /** As in RFC 9180 (section 5.2). One buffer serves all of them, as a cipher copies its nonce when it is created. */
  #nonceOf(chunk: number): Buffer {
    this.#nonce.writeUInt32BE((this.#low ^ chunk) >>> 0, 8);
    return this.#nonce;
  }
}

/** Node decodes a key that is a string by `encoding`. If that ever changes, the self-test keeps the relay from starting. */
const SEALING = { encoding: "latin1" } as const;
/** The length is fixed: by default Node accepts a tag truncated to 4 bytes. */
const OPENING = { encoding: "latin1", authTagLength: TAG_BYTES } as const;

/** AES-256-GCM for one chunk. The key is a string of 32 characters, one for each byte. */
export function cipherOf(key: string, nonce: Uint8Array): CipherGCM {
  return createCipheriv("aes-256-gcm", key, nonce, SEALING);
}

/** The same, for decryption. */
export function decipherOf(key: string, nonce: Uint8Array): DecipherGCM {
  return createDecipheriv("aes-256-gcm", key, nonce, OPENING);
}

/** The last 16 bytes of pieces that have as many. */
function tagOf(pieces: readonly Buffer[]): Buffer {
  let tag = Buffer.alloc(0);
  for (let index = pieces.length - 1; tag.length < TAG_BYTES; index--) {
    tag = Buffer.concat([(pieces[index] as Buffer).subarray(tag.length - TAG_BYTES), tag]);
  }
  return tag;
}
