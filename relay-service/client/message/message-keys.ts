import type { CryptoKey } from "hpke";
import {
  REQUEST_BODY_AT,
  REQUEST_HEAD_AT,
  REQUEST_INFO,
  REQUEST_OKM_BYTES,
  REQUEST_URL_AT,
  RESPONSE_BODY_AT,
  RESPONSE_HEAD_AT,
  RESPONSE_INFO,
  RESPONSE_OKM_BYTES,
  RESPONSE_SECRET_AT,
  requestContext,
  responseContext,
  TAG_BYTES,
} from "../../src/codec/roc1/format.ts";
import { concat, utf8 } from "../bytes.ts";
import { type ChunkCipher, createChunkCipher } from "./chunk-cipher.ts";

/** The ciphers of one request. Each is created when it is needed, because most messages do not have every part. */
export interface RequestKeys {
  url(): Promise<ChunkCipher>;
  head(): Promise<ChunkCipher>;
  body(): Promise<ChunkCipher>;
  /** The secret that the ciphers of the answer are derived from; its bytes cannot be read. */
  readonly response: CryptoKey;
}

/** The ciphers of one answer. */
export interface ResponseKeys {
  head(): Promise<ChunkCipher>;
  body(): Promise<ChunkCipher>;
}

/** Imports a secret that keys are derived from, so that no script can read it. Its bytes are wiped. */
export async function importSecret(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  bytes.fill(0);
  return key;
}

/** HKDF-SHA256 (RFC 5869). The hash of the context is part of the info, so another context gives other keys. */
async function derive(secret: CryptoKey, salt: BufferSource, label: string, context: Uint8Array<ArrayBuffer>, length: number) {
  const info = concat(utf8(label), new Uint8Array(await crypto.subtle.digest("SHA-256", context)));
  const bits = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, secret, length * 8);
  return new Uint8Array(bits);
}

/**
 * The keys of a request. `bound` = header fields 0 to 10, joined by commas; `clearTarget` = the request-target if the url is not
 * sealed, otherwise "".
 */
export async function requestKeys(
  pairSecret: CryptoKey,
  salt: Uint8Array<ArrayBuffer>,
  method: string,
  bound: string,
  clearTarget: string,
): Promise<RequestKeys> {
  const okm = await derive(pairSecret, salt, REQUEST_INFO, requestContext(method, bound, clearTarget), REQUEST_OKM_BYTES);
  return {
    url: () => createChunkCipher(okm.subarray(REQUEST_URL_AT, REQUEST_HEAD_AT)),
    head: () => createChunkCipher(okm.subarray(REQUEST_HEAD_AT, REQUEST_BODY_AT)),
    body: () => createChunkCipher(okm.subarray(REQUEST_BODY_AT, RESPONSE_SECRET_AT)),
    response: await importSecret(okm.subarray(RESPONSE_SECRET_AT)),
  };
}

/**
 * The keys of an answer. `requestTag` binds it to exactly one request; `status` is the one on the status line; `bound` = header
 * fields 0 to 9 of the answer, joined by commas.
 */
export async function responseKeys(
  secret: CryptoKey,
  salt: Uint8Array<ArrayBuffer>,
  requestTag: Uint8Array,
  status: number,
  bound: string,
): Promise<ResponseKeys> {
  const okm = await derive(secret, salt, RESPONSE_INFO, responseContext(requestTag, status, bound), RESPONSE_OKM_BYTES);
  return {
    head: () => createChunkCipher(okm.subarray(RESPONSE_HEAD_AT, RESPONSE_BODY_AT)),
    body: () => createChunkCipher(okm.subarray(RESPONSE_BODY_AT)),
  };
}

/** Imports the key that authenticates the messages of a pair (HMAC-SHA256). Its bytes are wiped. */
export async function importTagKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  bytes.fill(0);
  return key;
}

/** HMAC-SHA256, truncated to 16 bytes. */
export async function tagOf(key: CryptoKey, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, message), 0, TAG_BYTES);
}

/** Compares two tags in constant time: it does not depend on where they differ. */
export function equalTags(one: Uint8Array, other: Uint8Array | undefined): boolean {
  if (other?.length !== one.length) return false;
  let difference = 0;
  for (let index = 0; index < one.length; index++) difference |= (one[index] as number) ^ (other[index] as number);
  return difference === 0;
}
