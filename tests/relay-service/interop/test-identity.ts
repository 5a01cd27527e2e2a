import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";

/** A relay's identity of its own: the setting RELAY_IDENTITY_SEED, and the public key that clients pin. */
export function testIdentity(): { readonly seed: string; readonly pin: string } {
  const seed = randomBytes(32);
  // An Ed25519 private key in PKCS #8 is this prefix and the seed (RFC 8410, section 7).
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
  return { seed: seed.toString("hex"), pin: String(key.export({ format: "jwk" }).x) };
}
