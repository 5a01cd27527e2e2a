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
} from "../../src/codec/roc1/format.ts";
import { concat } from "../bytes/concat.ts";
import { utf8 } from "../bytes/utf8.ts";
import { type ChunkCipher, createChunkCipher } from "./aead.ts";

/** The ciphers of one request; each is made when it is asked for, as most messages do not have every part. */
export interface RequestKeys {
  url(): Promise<ChunkCipher>;
  head(): Promise<ChunkCipher>;
  body(): Promise<ChunkCipher>;
  /** What the ciphers of the answer are derived from; its bytes cannot be read. */
  readonly response: CryptoKey;
}

/** The ciphers of one answer. */
export interface ResponseKeys {
  head(): Promise<ChunkCipher>;
  body(): Promise<ChunkCipher>;
}

/** Imports a secret that keys are derived from; no script can read it back. Its bytes are wiped. */
export async function importSecret(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  bytes.fill(0);
  return key;
}

/** HKDF-SHA256 (RFC 5869); the context's hash stands in the info, so that another context gives other keys. */
async function derive(secret: CryptoKey, salt: BufferSource, label: string, context: Uint8Array<ArrayBuffer>, length: number) {
  const info = concat(utf8(label), new Uint8Array(await crypto.subtle.digest("SHA-256", context)));
  const bits = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, secret, length * 8);
  return new Uint8Array(bits);
}

/**
 * The keys of a request. `bound` = header fields 0 to 10, joined by commas; `clearTarget` = the request-target where the url is not
 * sealed, else "".
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
 * The keys of an answer. `requestTag` binds it to that very request; `status` is the one on the status line; `bound` = the
 * answer's header fields 0 to 9, joined by commas.
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
