import type { SealKey } from "../crypto/message-crypto.ts";
import { HEAD_BLOCK_BYTES } from "../format.ts";

const NOTHING = new Uint8Array();
let scratch = Buffer.allocUnsafeSlow(16_384);

/**
 * Seals a head: JSON as UTF-8, padded `02 00*` to a multiple of 64 bytes to hide its exact length, as base64url.
 * The plain text is written into one reused buffer.
 */
export function sealHead(key: SealKey, json: string): string {
  // A character of JavaScript is at most 3 bytes of UTF-8.
  const needed = 3 * json.length;
  if (needed > scratch.length) scratch = Buffer.allocUnsafeSlow(2 * needed);
  const length = scratch.write(json);
  const [sealed, ...more] = key.seal(0, NOTHING, scratch.subarray(0, length), HEAD_BLOCK_BYTES - (length % HEAD_BLOCK_BYTES));
  return (more.length === 0 ? (sealed as Buffer) : Buffer.concat([sealed as Buffer, ...more])).toString("base64url");
}
