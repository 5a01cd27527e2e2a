import { Refusal } from "../../codec.ts";
import { CLIENT_NONCE_BYTES, CODEC, FIRST_WIRE_VERSION, type Offered, PUBLIC_KEY_BYTES, SUITE } from "../format.ts";
import { fromBase64url } from "../keys/base64url.ts";

const MAX_OFFERS = 4;

/** One element of a pairing request, read strictly. */
export interface Offer extends Offered {
  /** The client's own name for the pair; the answer repeats it as `ref`. */
  readonly ref: string;
  /** The versions of the wire that the client can use. */
  readonly wire: readonly number[];
}

/**
 * Reads a pairing request (parsed JSON): an empty list, or 1 to 4 offers. Throws {@link Refusal} 400 `pairing` if one of
 * them is invalid. Unknown members are ignored, so that newer clients can send more.
 */
export function readOffers(json: unknown): readonly Offer[] {
  if (!Array.isArray(json) || json.length > MAX_OFFERS) throw new Refusal(400, "pairing");
  return json.map(readOffer);
}

function readOffer(json: unknown): Offer {
  const { codec, pairId, suites, pk, nonce, origin, page, wire = [FIRST_WIRE_VERSION] } = (json ?? {}) as Record<string, unknown>;
  const publicKey = typeof pk === "string" ? fromBase64url(pk, PUBLIC_KEY_BYTES) : undefined;
  const nonceBytes = typeof nonce === "string" ? fromBase64url(nonce, CLIENT_NONCE_BYTES) : undefined;
  if (
    codec !== CODEC ||
    !visible(pairId, 128) ||
    !areSmallNumbers(suites) ||
    !suites.includes(SUITE) ||
    !areSmallNumbers(wire) ||
    !publicKey ||
    !nonceBytes ||
    !visible(origin, 255) ||
    !visible(page, 255)
  ) {
    throw new Refusal(400, "pairing");
  }
  return { ref: pairId, suites, publicKey, nonce: nonceBytes, origin, page, wire };
}

function visible(text: unknown, longest: number): text is string {
  return typeof text === "string" && text.length <= longest && /^[\x21-\x7e]+$/.test(text);
}

/** 1 to 8 whole numbers from 0 to 255. */
function areSmallNumbers(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 8 &&
    value.every((number) => Number.isInteger(number) && number >= 0 && number <= 255)
  );
}
