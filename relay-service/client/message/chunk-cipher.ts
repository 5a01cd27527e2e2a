import type { CryptoKey } from "hpke";
import { FINAL, KEY_BYTES } from "../../src/codec/roc1/format.ts";

const EMPTY = new Uint8Array(0);

/** Seals or opens the chunks of one part of one message, in order: the url, the head or the body. */
export interface ChunkCipher {
  seal(text: Uint8Array<ArrayBuffer>, final?: boolean): Promise<Uint8Array<ArrayBuffer>>;
  /** Rejects when the chunk is not authentic, or is not the next one. */
  open(sealed: Uint8Array<ArrayBuffer>, final?: boolean): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * AES-256-GCM with a counter in the nonce. `material` = key (32 bytes) and base nonce (12 bytes); the bytes of the key are wiped.
 * The counter is increased before anything is awaited, so that no two calls can use the same nonce.
 */
export async function createChunkCipher(material: Uint8Array<ArrayBuffer>): Promise<ChunkCipher> {
  const nonce = material.slice(KEY_BYTES);
  const bytes = material.subarray(0, KEY_BYTES);
  const key: CryptoKey = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  bytes.fill(0);
  let counter = 0;
  let ended = false;
  const next = (final: boolean) => {
    if (ended || counter > 0xffffffff) throw new Error("a message has ended and was used again");
    ended = final;
    const iv = nonce.slice();
    const view = new DataView(iv.buffer);
    view.setUint32(8, view.getUint32(8) ^ counter++);
    return { name: "AES-GCM", iv, additionalData: final ? FINAL : EMPTY };
  };
  return {
    seal: async (text, final = false) => new Uint8Array(await crypto.subtle.encrypt(next(final), key, text)),
    open: async (sealed, final = false) => new Uint8Array(await crypto.subtle.decrypt(next(final), key, sealed)),
  };
}
