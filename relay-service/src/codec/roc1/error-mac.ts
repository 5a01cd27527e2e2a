import { createHmac, type KeyObject } from "node:crypto";
import type { RefusalCode } from "../codec.ts";
import { lv, TAG_BYTES } from "./format.ts";

/** Proves to the holder of the header key that the relay refused this very request and has dispatched nothing. Base64url. */
export function errorMac(headerKey: KeyObject, requestTag: Uint8Array, code: RefusalCode): string {
  const mac = createHmac("sha256", headerKey)
    .update(lv("roc1/err", requestTag, code))
    .digest();
  return mac.toString("base64url", 0, TAG_BYTES);
}
