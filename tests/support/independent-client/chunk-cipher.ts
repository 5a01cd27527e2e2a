import { createCipheriv, createDecipheriv } from "node:crypto";

const TAG = 16;

/** A key of AES-256-GCM with the nonce of its first chunk. */
export interface ChunkKey {
  readonly key: Buffer;
  readonly nonce: Buffer;
}

/** Cuts derived bytes into keys of 32 and nonces of 12 bytes. */
export function chunkKeys(derived: Buffer, count: number): ChunkKey[] {
  return Array.from({ length: count }, (_, i) => ({
    key: derived.subarray(44 * i, 44 * i + 32),
    nonce: derived.subarray(44 * i + 32, 44 * i + 44),
  }));
}

/** The nonce of a chunk: the chunk's number is XORed into the last four bytes. */
function nonceOf({ nonce }: ChunkKey, index: number): Buffer {
  const own = Buffer.from(nonce);
  own.writeUInt32BE((own.readUInt32BE(8) ^ index) >>> 0, 8);
  return own;
}

/** Seals one chunk; the tag follows the ciphertext. */
export function sealChunk(key: ChunkKey, index: number, plain: Uint8Array, aad: string): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key.key, nonceOf(key, index));
  cipher.setAAD(Buffer.from(aad));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens one chunk. Throws when it is not authentic. */
export function openChunk(key: ChunkKey, index: number, sealed: Buffer, aad: string): Buffer {
  if (sealed.length < TAG) throw new Error("a chunk is too short for its tag");
  const decipher = createDecipheriv("aes-256-gcm", key.key, nonceOf(key, index), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(aad));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()]);
}
