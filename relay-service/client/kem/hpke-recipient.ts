import { concat, utf8 } from "../bytes.ts";

/** The version, then "HPKE" and the suite: KEM X-Wing 0x647a, KDF HKDF-SHA256 0x0001, AEAD AES-256-GCM 0x0002. */
const LABEL_PREFIX = concat(utf8("HPKE-v1HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 2));
const EMPTY = new Uint8Array(0);

type Bytes = Uint8Array<ArrayBuffer>;

/** What the receiving side can do after the key exchange (RFC 9180, 5.2 and 5.3). */
export interface RecipientContext {
  /** Opens the only message that the relay seals in this pairing. Rejects when it is not authentic. */
  open(sealed: Bytes, aad: Bytes): Promise<Bytes>;
  /** `length` is at most 32 bytes. */
  exportSecret(context: string, length: number): Promise<Bytes>;
}

/**
 * The receiving side of HPKE in base mode (RFC 9180, 5.1), after the KEM has computed the shared secret. It is implemented here
 * because an HPKE library would be a third of the script. The tests compare it with two such libraries.
 */
export async function createRecipient(sharedSecret: Uint8Array, info: Uint8Array): Promise<RecipientContext> {
  const pskIdHash = await extract(EMPTY, "psk_id_hash", EMPTY);
  const infoHash = await extract(EMPTY, "info_hash", info);
  const context = concat(Uint8Array.of(0), pskIdHash, infoHash);
  const secret = await extract(sharedSecret, "secret", EMPTY);
  const key = await expand(secret, "key", context, 32);
  const nonce = await expand(secret, "base_nonce", context, 12);
  const exporter = await expand(secret, "exp", context, 32);
  return {
    async open(sealed, aad) {
      const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
      return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, imported, sealed));
    },
    exportSecret: (context, length) => expand(exporter, "sec", utf8(context), length),
  };
}

/** LabeledExtract (RFC 9180, 4). */
function extract(salt: Uint8Array, label: string, ikm: Uint8Array): Promise<Bytes> {
  return hmac(salt, concat(LABEL_PREFIX, utf8(label), ikm));
}

/** LabeledExpand (RFC 9180, 4) for lengths of at most one block of HKDF-Expand (32 bytes). */
async function expand(prk: Uint8Array, label: string, info: Uint8Array, length: number): Promise<Bytes> {
  const labeled = concat(Uint8Array.of(0, length), LABEL_PREFIX, utf8(label), info, Uint8Array.of(1));
  return (await hmac(prk, labeled)).slice(0, length);
}

async function hmac(key: Uint8Array, message: Bytes): Promise<Bytes> {
  // An empty salt means zeros (RFC 5869, 2.2), and WebCrypto refuses an empty key.
  const bytes = key.length === 0 ? new Uint8Array(32) : new Uint8Array(key);
  const imported = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}
