import { hash } from "node:crypto";
import { type SealKey, sealKeyAt } from "./aead.ts";
import { hkdf } from "./hmac.ts";
import { LvWriter } from "./lv-writer.ts";

const writer = new LvWriter();
const REQUEST = "roc1/req";
const RESPONSE = "roc1/rsp";

/** The keys of one request. Each is made when it is asked for, as most messages do not have every part. */
export interface RequestKeys {
  url(): SealKey;
  head(): SealKey;
  body(): SealKey;
  /** What the keys of the answer are derived from. */
  response(): Uint8Array;
}

/** The keys of one answer. */
export interface ResponseKeys {
  head(): SealKey;
  body(): SealKey;
}

/**
 * Derives the keys of a request (HKDF-SHA256, RFC 5869). Method, ids, flags, sequence number and clear target are the
 * derivation's context: change one of them, and every key is another.
 * `bound` = header fields 0 to 10; `clearTarget` = the request-target where the url is not sealed, else "".
 */
export function requestKeys(
  pairSecret: Uint8Array,
  salt: Uint8Array,
  method: string,
  bound: string,
  clearTarget: string,
): RequestKeys {
  const context = writer.start().ascii(REQUEST).ascii(method).ascii(bound).ascii(clearTarget).written();
  const okm = derive(pairSecret, salt, "roc1 req\0", context, 164);
  return {
    url: () => sealKeyAt(okm, 0),
    head: () => sealKeyAt(okm, 44),
    body: () => sealKeyAt(okm, 88),
    response: () => okm.subarray(132, 164),
  };
}

/**
 * Derives the keys of an answer from its request's. `requestTag` binds it to that very request; `status` is the outer status,
 * the one that stands on the status line; `bound` = the answer's header fields 0 to 9.
 */
export function responseKeys(
  secret: Uint8Array,
  salt: Uint8Array,
  requestTag: Uint8Array,
  status: number,
  bound: string,
): ResponseKeys {
  statusBytes.writeUInt16BE(status);
  const context = writer.start().ascii(RESPONSE).bytes(requestTag).bytes(statusBytes).ascii(bound).written();
  const okm = derive(secret, salt, "roc1 rsp\0", context, 88);
  return { head: () => sealKeyAt(okm, 0), body: () => sealKeyAt(okm, 44) };
}

const info = Buffer.alloc(41);
const statusBytes = Buffer.alloc(2);

function derive(secret: Uint8Array, salt: Uint8Array, label: string, context: Buffer, length: number): Buffer {
  info.write(label, "latin1");
  // As text of one byte a character: Node makes that in half the time of a Buffer.
  info.write(hash("sha256", context, "binary"), 9, "binary");
  return hkdf(secret, salt, info, length);
}
