/**
 * The format of roc1 as data: names, sizes, offsets, labels, and what is hashed. Relay and client import it, and it runs in Node and in
 * browsers. Ciphers, key derivation and framing are written twice on purpose: the relay's are synchronous, on Buffers and in C, the
 * client's asynchronous, with keys that no script can read. `relay-service/PROTOCOL.md` describes all of it.
 */

/** The codec's name in pairings and in headers. */
export const CODEC = "roc1";
/** The only key agreement: HPKE with X-Wing, HKDF-SHA256, AES-256-GCM. Nothing can be negotiated down. */
export const SUITE = 1;
/**
 * The versions of the wire that this release can use, the best first: its own, and the previous one if there is one. PROTOCOL.md says what a
 * version is. A client or relay without a version is of version 1.
 */
export const WIRE_VERSIONS: readonly number[] = [1];
export const FIRST_WIRE_VERSION = 1;
/** A fixed path for requests whose url is sealed in the head: one preflight answer of a browser serves them all. */
export const FIXED_PATH = "/api/mte-relay";

/** Sequence numbers of a pair: 0 to this minus one. */
export const PAIR_MESSAGES = 8192;
/** Milliseconds after which an unused pair ends. */
export const PAIR_IDLE_MS = 900_000;
/** Milliseconds after which a pair ends in any case. */
export const PAIR_LIFE_MS = 3_600_000;
/** Milliseconds after which a pair ends that has had no request. */
export const PAIR_UNCONFIRMED_MS = 120_000;
/** How far the age that the client gives may be from the relay's, in milliseconds: the longest possible delay. */
export const AGE_TOLERANCE_MS = 120_000;

/** Largest plain text of a chunk that is not the final one, in bytes. */
export const CHUNK_BYTES = 65_536;
/** Of AES-256-GCM, of a request, and of an error's MAC. */
export const TAG_BYTES = 16;
export const SALT_BYTES = 16;
export const PAIR_ID_BYTES = 16;
export const CLIENT_NONCE_BYTES = 32;
export const RELAY_NONCE_BYTES = 16;
/** X-Wing's public key: ML-KEM-768 (1184 bytes), then X25519 (32). */
export const PUBLIC_KEY_BYTES = 1216;
/** X-Wing's encapsulation: ML-KEM-768 (1088 bytes), then X25519 (32). */
export const ENC_BYTES = 1120;
/** Of Ed25519. */
export const SIGNATURE_BYTES = 64;
/** A pair's secret, its header key, and the secret of an answer. */
export const SECRET_BYTES = 32;

/** Key material of one part of a message: a key of AES-256-GCM, then the nonce of its first chunk. */
export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
/** Where the parts of a request's key material begin. The response secret is the last. */
export const REQUEST_URL_AT = 0;
export const REQUEST_HEAD_AT = 44;
export const REQUEST_BODY_AT = 88;
export const RESPONSE_SECRET_AT = 132;
export const REQUEST_OKM_BYTES = 164;
/** Where the parts of an answer's key material begin. */
export const RESPONSE_HEAD_AT = 0;
export const RESPONSE_BODY_AT = 44;
export const RESPONSE_OKM_BYTES = 88;

/** A head is padded to a multiple of this. */
export const HEAD_BLOCK_BYTES = 64;

/** Additional data of a final chunk, so that a body that was cut off does not open. */
export const FINAL = new TextEncoder().encode("final");

/** HPKE's info is this, then the hash of the transcript. */
export const PAIRING_INFO = "roc1/pair\0";
/** The context by which HPKE exports a pair's secret. */
export const PAIR_SECRET = "roc1/pair";
/** The relay signs this, the hash of the transcript, and that of `enc` and `box`. */
export const SIGNED = "roc1/sig\0";
/** The info of HKDF is one of these, then the hash of the context. */
export const REQUEST_INFO = "roc1 req\0";
export const RESPONSE_INFO = "roc1 rsp\0";
/** The first part of what a request's keys and its tag are made of. */
export const REQUEST = "roc1/req";
/** The first part of what an answer's keys are made of. */
export const RESPONSE = "roc1/rsp";

/** Fields 0 to 9 of the header of a request or of an answer. `salt` is base64url; an answer has url mode 0. */
export function headerFields(
  clientId: string,
  pairId: string,
  urlMode: 0 | 1 | 2,
  hasBody: boolean,
  sequence: number,
  salt: string,
): string {
  return `${clientId},${pairId},1,${urlMode},1,${hasBody ? 1 : 0},1,${CODEC},${sequence},${salt}`;
}

/** What a client offers in a pairing. Text as it is sent. */
export interface Offered {
  readonly suites: readonly number[];
  /** The relay's origin and the page's, as the client sees them. */
  readonly origin: string;
  readonly page: string;
  /** X-Wing. */
  readonly publicKey: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Everything that both sides of a pairing must agree on; its SHA-256 is signed and sealed. `clientId` = the UUID without its signature. */
export function transcript(offer: Offered, clientId: string, pairId: string, relayNonce: Uint8Array): Uint8Array<ArrayBuffer> {
  return lv(
    "roc1/pair/1",
    offer.suites,
    [SUITE],
    clientId,
    pairId,
    offer.origin,
    offer.page,
    offer.publicKey,
    offer.nonce,
    relayNonce,
  );
}

/**
 * What a request's keys depend on. `bound` = header fields 0 to 10; `clearTarget` = the request-target where the url is not sealed, else
 * "". For every request, the relay writes these parts, and those of the next two functions, into one buffer instead (`LvWriter`).
 */
export function requestContext(method: string, bound: string, clearTarget: string): Uint8Array<ArrayBuffer> {
  return lv(REQUEST, method, bound, clearTarget);
}

/** What a request's tag authenticates. `target` = the request-target as it is sent. */
export function taggedRequest(method: string, bound: string, target: string, sealedHead: string): Uint8Array<ArrayBuffer> {
  return lv(REQUEST, method, bound, target, sealedHead);
}

/** What an answer's keys depend on. `status` = the one on the status line; `bound` = the answer's header. */
export function responseContext(requestTag: Uint8Array, status: number, bound: string): Uint8Array<ArrayBuffer> {
  return lv(RESPONSE, requestTag, [status >> 8, status & 255], bound);
}

/** What an error's MAC authenticates. */
export function refusedRequest(requestTag: Uint8Array, code: string): Uint8Array<ArrayBuffer> {
  return lv("roc1/err", requestTag, code);
}

/** Length-prefixed concatenation: no two lists of parts give the same bytes. Parts that are text are UTF-8, numbers are bytes. */
export function lv(...parts: readonly (string | Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  let out = new Uint8Array();
  for (const part of parts) {
    const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
    const before = out;
    out = new Uint8Array(before.length + 4 + bytes.length);
    out.set(before);
    new DataView(out.buffer).setUint32(before.length, bytes.length);
    out.set(bytes, before.length + 4);
  }
  return out;
}

/** Adds the padding `02 00*` up to a multiple of 64 bytes, which hides the exact length of a head. */
export function padHead(text: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((text.length | (HEAD_BLOCK_BYTES - 1)) + 1);
  out.set(text);
  out[text.length] = 2;
  return out;
}

/** The length of a padded text without its padding; -1 when there is no padding. */
export function unpaddedLength(padded: Uint8Array): number {
  let end = padded.length - 1;
  while (padded[end] === 0) end--;
  return padded[end] === 2 ? end : -1;
}
