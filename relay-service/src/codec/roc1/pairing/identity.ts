import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from "node:crypto";

/** RFC 8410: the DER wrapping of a raw Ed25519 seed, which Node's import wants. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The relay's long-lived identity (Ed25519, RFC 8032), which clients can pin. */
export interface Identity {
  /** The raw public key, 32 bytes. */
  readonly publicKey: Buffer;
  /** First 8 bytes of the public key's SHA-256: a name, not a proof. */
  readonly keyId: Buffer;
  sign(message: Uint8Array): Buffer;
}

/** The identity of a seed of 32 bytes. */
export function identityOf(seed: Buffer): Identity {
  if (seed.length !== 32) throw new Error(`an identity seed must be 32 bytes, got ${seed.length}`);
  const key: KeyObject = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return {
    publicKey,
    keyId: hash("sha256", publicKey, "buffer").subarray(0, 8),
    sign: (message) => sign(null, message, key),
  };
}
