import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { FINAL, TAG_BYTES, unpaddedLength } from "./format.ts";

/** A key and a nonce for AES-256-GCM. Made for one part of one message; the nonce of chunk i is `nonce XOR i`. */
export interface SealKey {
  readonly key: KeyObject;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
}

/**
 * Seals a part that is one piece (url, head): the final chunk number 0, without a frame around it.
 * `padded` ends with the padding `02 00*`. Gives cipher text and tag in one buffer.
 */
export function sealWhole({ key, nonce }: SealKey, padded: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(FINAL);
  const sealed = Buffer.allocUnsafe(padded.length + TAG_BYTES);
  cipher.update(padded).copy(sealed);
  cipher.final();
  cipher.getAuthTag().copy(sealed, padded.length);
  return sealed;
}

/** Opens what {@link sealWhole} made, and takes off the padding. Undefined when it is not authentic: then nothing is given out. */
export function openWhole({ key, nonce }: SealKey, sealed: Uint8Array): Buffer | undefined {
  const end = sealed.length - TAG_BYTES;
  if (end <= 0) return undefined;
  // The length is fixed: by default Node takes a tag that was cut to 4 bytes.
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
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
