import type { MessageCrypto, SealKey } from "../crypto/message-crypto.ts";
import {
  REQUEST,
  REQUEST_BODY_AT,
  REQUEST_HEAD_AT,
  REQUEST_INFO,
  REQUEST_OKM_BYTES,
  REQUEST_URL_AT,
  RESPONSE,
  RESPONSE_BODY_AT,
  RESPONSE_HEAD_AT,
  RESPONSE_INFO,
  RESPONSE_OKM_BYTES,
  RESPONSE_SECRET_AT,
} from "../format.ts";
import { LvWriter } from "./lv-writer.ts";

const writer = new LvWriter();
const REQUEST_LABEL = Buffer.from(REQUEST_INFO);
const RESPONSE_LABEL = Buffer.from(RESPONSE_INFO);

/** The keys of one request. Each is created on demand, as most messages do not have every part. */
export class RequestKeys {
  readonly #crypto: MessageCrypto;
  /** For each of url, head and body a key (32 bytes) and a nonce (12); then the secret of the answer (32). */
  readonly derived: Buffer;

  constructor(crypto: MessageCrypto, derived: Buffer) {
    this.#crypto = crypto;
    this.derived = derived;
  }

  url(): SealKey {
    return this.#crypto.keyAt(this.derived, REQUEST_URL_AT);
  }

  head(): SealKey {
    return this.#crypto.keyAt(this.derived, REQUEST_HEAD_AT);
  }

  body(): SealKey {
    return this.#crypto.keyAt(this.derived, REQUEST_BODY_AT);
  }

  /** What the keys of the answer are derived from. */
  response(): Uint8Array {
    return this.derived.subarray(RESPONSE_SECRET_AT, REQUEST_OKM_BYTES);
  }
}

/** The keys of one answer. */
export class ResponseKeys {
  readonly #crypto: MessageCrypto;
  /** For head and body a key (32 bytes) and a nonce (12) each. */
  readonly derived: Buffer;

  constructor(crypto: MessageCrypto, derived: Buffer) {
    this.#crypto = crypto;
    this.derived = derived;
  }

  head(): SealKey {
    return this.#crypto.keyAt(this.derived, RESPONSE_HEAD_AT);
  }

  body(): SealKey {
    return this.#crypto.keyAt(this.derived, RESPONSE_BODY_AT);
  }
}

/**
 * Derives the keys of a request (HKDF-SHA256, RFC 5869). Method, ids, flags, sequence number and clear target are the
 * derivation's context: a change of any of them changes every key.
 * `bound` = header fields 0 to 10; `clearTarget` = the request-target if the url is not sealed, else "".
 */
export function requestKeys(
  crypto: MessageCrypto,
  pairSecret: Uint8Array,
  salt: Uint8Array,
  method: string,
  bound: string,
  clearTarget: string,
): RequestKeys {
  const context = writer.start().ascii(REQUEST).ascii(method).ascii(bound).ascii(clearTarget).written();
  return new RequestKeys(crypto, crypto.derive(pairSecret, salt, REQUEST_LABEL, context, REQUEST_OKM_BYTES));
}

/**
 * Derives the keys of an answer from its request's. `requestTag` binds it to exactly that request; `status` is the one on
 * the status line; `bound` = the answer's header fields 0 to 9.
 */
export function responseKeys(
  crypto: MessageCrypto,
  secret: Uint8Array,
  salt: Uint8Array,
  requestTag: Uint8Array,
  status: number,
  bound: string,
): ResponseKeys {
  statusBytes.writeUInt16BE(status);
  const context = writer.start().ascii(RESPONSE).bytes(requestTag).bytes(statusBytes).ascii(bound).written();
  return new ResponseKeys(crypto, crypto.derive(secret, salt, RESPONSE_LABEL, context, RESPONSE_OKM_BYTES));
}

const statusBytes = Buffer.alloc(2);
