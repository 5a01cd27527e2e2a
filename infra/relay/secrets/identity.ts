import { createPrivateKey, createPublicKey } from "node:crypto";

/** RFC 8410: the bytes before a raw Ed25519 seed in PKCS #8. */
const PKCS8 = "302e020100300506032b657004220420";

/** The public key of an Ed25519 seed of 64 hexadecimal digits, as clients pin it: 43 characters of base64url. */
export function publicKeyOf(seed: string): string {
  const key = createPrivateKey({ key: Buffer.from(PKCS8 + seed, "hex"), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32).toString("base64url");
}
