import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherGCM } from "node:crypto";
import { FINAL, TAG_BYTES, unpaddedLength } from "./format.ts";

/** A key and a nonce for AES-256-GCM. Made for one part of one message; the nonce of chunk i is `nonce XOR i`. */
export interface SealKey {
  /**
   * 32 characters, one for each byte. With a text, a cipher with all its calls costs Node a quarter less than with a KeyObject made for
   * it, and a third of what it costs with a Buffer, for which Node throws and catches an error.
   */
  readonly key: string;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
}

/** The key and the nonce that begin at a byte of what was derived: 32 bytes and 12. */
export function sealKeyAt(derived: Buffer, at: number): SealKey {
  return { key: derived.toString("latin1", at, at + 32), nonce: derived.subarray(at + 32, at + 44) };
}

/** Node takes `encoding` for that of a key which is a text. Were it otherwise one day, the self-test would not let a relay start. */
const SEALING = { encoding: "latin1" } as const;
/** The length is fixed: by default Node takes a tag that was cut to 4 bytes. */
const OPENING = { encoding: "latin1", authTagLength: TAG_BYTES } as const;

/** AES-256-GCM for one chunk. */
export function cipherOf({ key }: SealKey, nonce: Uint8Array): CipherGCM {
  return createCipheriv("aes-256-gcm", key, nonce, SEALING);
}

/** The same, to open it. */
export function decipherOf({ key }: SealKey, nonce: Uint8Array): DecipherGCM {
  return createDecipheriv("aes-256-gcm", key, nonce, OPENING);
}

/**
 * Seals a part that is one piece (url, head): the final chunk number 0, without a frame around it.
 * `padded` ends with the padding `02 00*`. Gives cipher text and tag in one buffer.
 */
export function sealWhole(key: SealKey, padded: Uint8Array): Buffer {
  const cipher = cipherOf(key, key.nonce);
  cipher.setAAD(FINAL);
  const sealed = Buffer.allocUnsafe(padded.length + TAG_BYTES);
  cipher.update(padded).copy(sealed);
  cipher.final();
  cipher.getAuthTag().copy(sealed, padded.length);
  return sealed;
}

/** Opens what {@link sealWhole} made, and takes off the padding. Undefined when it is not authentic: then nothing is given out. */
export function openWhole(key: SealKey, sealed: Uint8Array): Buffer | undefined {
  const end = sealed.length - TAG_BYTES;
  if (end <= 0) return undefined;
  const decipher = decipherOf(key, key.nonce);
  decipher.setAuthTag(sealed.subarray(end));
  decipher.setAAD(FINAL);
  const padded = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  const length = unpaddedLength(padded);
  return length < 0 ? undefined : padded.subarray(0, length);
}
