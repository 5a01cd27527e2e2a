import { SIGNED } from "../../src/codec/roc1/format.ts";
import { concat, fromBase64url, utf8 } from "../bytes.ts";
import { RelayError } from "../errors.ts";

/** The public key of a trusted relay (Ed25519, 32 bytes). */
export type Pin = Uint8Array<ArrayBuffer>;

/** Decodes a pin: 43 characters of base64url or 64 hex digits. Undefined for anything else. */
export function parsePin(text: unknown): Pin | undefined {
  if (typeof text === "string" && /^[0-9a-f]{64}$/i.test(text)) {
    return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16));
  }
  return fromBase64url(text, 32);
}

/**
 * Throws {@link RelayError} unless one of the pinned keys has signed the pairing: the hash of the transcript (`th`) and of the sealed answer.
 * The key id in the answer is not read, because anybody can write it.
 */
export async function verifyIdentity(
  pins: readonly Pin[],
  signed: { th: Uint8Array; sealed: Uint8Array<ArrayBuffer>; signature: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const sealedHash = new Uint8Array(await crypto.subtle.digest("SHA-256", signed.sealed));
  const message = concat(utf8(SIGNED), signed.th, sealedHash);
  for (const pin of pins) {
    let genuine: boolean;
    try {
      const key = await crypto.subtle.importKey("raw", pin, "Ed25519", false, ["verify"]);
      genuine = await crypto.subtle.verify("Ed25519", key, signed.signature, message);
    } catch (cause) {
      throw new RelayError("relayKeys cannot be checked: this browser has no Ed25519", "identity", { cause });
    }
    if (genuine) return;
  }
  throw new RelayError("the relay is none of those in relayKeys: an intermediary answers, or its key was changed", "identity");
}
