import type { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { xWingKnownAnswer } from "../known-answers.ts";

type XWing = typeof ml_kem768_x25519;
let loaded: Promise<XWing> | undefined;

/**
 * X-Wing in JavaScript, for a Node without ML-KEM. It is loaded on demand, so it is tested when it is loaded, not when the relay
 * starts. Rejects if it does not compute the known answer; then no client can pair.
 */
export function loadNoble(): Promise<XWing> {
  loaded ??= import("@noble/post-quantum/hybrid.js").then(({ ml_kem768_x25519: xWing }) => {
    const { seed, encapsulationSeed, enc, sharedSecret } = xWingKnownAnswer;
    const { publicKey } = xWing.keygen(Buffer.from(seed, "hex"));
    const made = xWing.encapsulate(publicKey, Buffer.from(encapsulationSeed, "hex"));
    const right =
      Buffer.from(made.cipherText).toString("base64url") === enc &&
      Buffer.from(made.sharedSecret).toString("hex") === sharedSecret;
    if (!right)
      throw new Error("the codec's self-test failed: @noble/post-quantum computes another X-Wing than the known answer");
    return xWing;
  });
  return loaded;
}
