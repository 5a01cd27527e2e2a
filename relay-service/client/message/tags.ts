import type { CryptoKey } from "hpke";
import { TAG_BYTES } from "../../src/codec/roc1/format.ts";

/** Imports the key that authenticates the messages of a pair (HMAC-SHA256). Its bytes are wiped. */
export async function importTagKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  bytes.fill(0);
  return key;
}

/** HMAC-SHA256, cut to 16 bytes. */
export async function tagOf(key: CryptoKey, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, message), 0, TAG_BYTES);
}

/** Compares in a time that does not depend on where two tags differ. */
export function equalTags(one: Uint8Array, other: Uint8Array | undefined): boolean {
  if (other?.length !== one.length) return false;
  let difference = 0;
  for (let index = 0; index < one.length; index++) difference |= (one[index] as number) ^ (other[index] as number);
  return difference === 0;
}
