import type { RefusalCode } from "../../codec.ts";
import { refusedRequest, TAG_BYTES } from "../format.ts";
import { type HmacKey, hmac } from "../keys/hmac.ts";

/** Proves to the holder of the header key that the relay refused exactly this request and dispatched nothing. Base64url. */
export function errorMac(headerKey: HmacKey, requestTag: Uint8Array, code: RefusalCode): string {
  const mac = hmac(headerKey, refusedRequest(requestTag, code));
  return Buffer.from(mac.slice(0, TAG_BYTES), "latin1").toString("base64url");
}
