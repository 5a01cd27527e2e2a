import { type SealKey, sealWhole } from "./aead.ts";

const BLOCK = 64;
let scratch = Buffer.allocUnsafeSlow(16_384);

/**
 * Seals a head: JSON as UTF-8, padded `02 00*` to a multiple of 64 bytes so that its exact length does not show, as base64url.
 * The plain text is written into one buffer that is used again and again.
 */
export function sealHead(key: SealKey, json: string): string {
  // A character of JavaScript is at most 3 bytes of UTF-8; one byte of padding and the rest of a block follow.
  const needed = 3 * json.length + BLOCK;
  if (needed > scratch.length) scratch = Buffer.allocUnsafeSlow(2 * needed);
  const length = scratch.write(json);
  const end = Math.ceil((length + 1) / BLOCK) * BLOCK;
  scratch[length] = 2;
  scratch.fill(0, length + 1, end);
  return sealWhole(key, scratch.subarray(0, end)).toString("base64url");
}
