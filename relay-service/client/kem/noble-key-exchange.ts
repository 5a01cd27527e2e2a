import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import type { KeyExchange } from "./key-exchange.ts";

/**
 * The key exchange in JavaScript, for browsers that have none of their own. It does not run in constant time. But each key is
 * used for one decapsulation only, so nobody can measure it twice.
 */
export const nobleKeyExchange: KeyExchange = {
  async generate() {
    const { publicKey, secretKey } = ml_kem768_x25519.keygen();
    return {
      publicKey: new Uint8Array(publicKey),
      async decapsulate(enc) {
        const secret = ml_kem768_x25519.decapsulate(enc, secretKey);
        secretKey.fill(0);
        return secret;
      },
    };
  },
};
