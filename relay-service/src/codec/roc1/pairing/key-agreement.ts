import { AEAD_AES_256_GCM, CipherSuite, DeserializeError, EncapError, KDF_HKDF_SHA256 } from "hpke";
import { Refusal } from "../../codec.ts";
import { PAIR_SECRET, SECRET_BYTES } from "../format.ts";
import { type XWingBackend, xWingKem } from "./x-wing-kem.ts";

const EXPORT = Buffer.from(PAIR_SECRET);

/** The result of the key agreement, on the relay's side. */
export interface Agreement {
  /** X-Wing's encapsulation for the client, 1120 bytes. */
  readonly enc: Uint8Array;
  /** `plain`, sealed to the client's key. */
  readonly box: Uint8Array;
  /** The pair's secret, 32 bytes. */
  readonly pairSecret: Uint8Array;
}

/**
 * HPKE in base mode (RFC 9180) from the relay to a client's ephemeral key. `info` and `aad` bind it to the transcript.
 * Throws {@link Refusal} 400 `pairing` if the client's key is invalid.
 */
export type KeyAgreement = (publicKey: Uint8Array, info: Uint8Array, aad: Uint8Array, plain: Uint8Array) => Promise<Agreement>;

export function keyAgreement(backend: XWingBackend): KeyAgreement {
  const suite = new CipherSuite(xWingKem(backend), KDF_HKDF_SHA256, AEAD_AES_256_GCM);
  return async (publicKey, info, aad, plain) => {
    try {
      const { encapsulatedSecret, ctx } = await suite.SetupSender(await suite.DeserializePublicKey(publicKey), { info });
      return { enc: encapsulatedSecret, box: await ctx.Seal(plain, aad), pairSecret: await ctx.Export(EXPORT, SECRET_BYTES) };
    } catch (error) {
      if (error instanceof DeserializeError || error instanceof EncapError) throw new Refusal(400, "pairing");
      throw error;
    }
  };
}
