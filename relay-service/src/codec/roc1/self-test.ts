import { createHash, createPrivateKey, createPublicKey, decapsulate, diffieHellman } from "node:crypto";
import { type MessageCrypto, openFinal } from "./crypto/message-crypto.ts";
import { KEY_BYTES, NONCE_BYTES, REQUEST_URL_AT, RESPONSE_HEAD_AT, TAG_BYTES, taggedRequest } from "./format.ts";
import { hmac, hmacKey } from "./keys/hmac.ts";
import { requestKeys, responseKeys } from "./keys/message-keys.ts";
import { knownAnswers as known, xWingKnownAnswer } from "./known-answers.ts";
import { bodyOpener } from "./message/body-opener.ts";
import { bodySealer } from "./message/body-sealer.ts";
import { xWingCombine, xWingEncapsulate, xWingPublicKey } from "./pairing/x-wing.ts";
import type { XWingBackend } from "./pairing/x-wing-kem.ts";

/**
 * Computes the known answers with the code that serves requests, so that a machine, a build of Node or a library that computes
 * anything else is noticed before the first request. Throws an error that names the answer.
 */
export function selfTest(backend: XWingBackend, crypto: MessageCrypto): void {
  testMessages(crypto);
  // The other backend is tested when it is loaded.
  if (backend === "node") testXWingByNode();
}

function testMessages(crypto: MessageCrypto): void {
  const secret = Buffer.from(known.pairSecret, "hex");
  const keys = requestKeys(crypto, secret, Buffer.from(known.salt, "base64url"), known.method, known.bound, "");
  const nonceAt = REQUEST_URL_AT + KEY_BYTES;
  same("url key", keys.derived.subarray(REQUEST_URL_AT, nonceAt), known.urlKey);
  same("url nonce", keys.derived.subarray(nonceAt, nonceAt + NONCE_BYTES), known.urlNonce);
  same("response secret", keys.response(), known.responseSecret);
  const sealed = Buffer.concat(keys.url().seal(0, Buffer.alloc(0), Buffer.from(known.url), 1));
  if (sealed.toString("base64url") !== known.sealedUrl) throw wrong("sealed url");
  const changed = Buffer.from(sealed);
  changed[0] = (changed[0] as number) ^ 1;
  if (openFinal(keys.url(), 0, changed) !== undefined) throw wrong("answer to a changed url");
  if (openFinal(keys.url(), 0, sealed)?.toString() !== known.url) throw wrong("opened url");
  const tagged = taggedRequest(known.method, known.bound, `/${known.sealedUrl}`, "");
  const tag = Buffer.from(hmac(hmacKey(Buffer.alloc(32, 1)), tagged).slice(0, TAG_BYTES), "latin1");
  if (tag.toString("base64url") !== known.tag) throw wrong("tag");
  const salt = Buffer.from(known.answerSalt, "base64url");
  const answer = responseKeys(crypto, keys.response(), salt, tag, known.answerStatus, known.answerBound);
  same("answer head key", answer.derived.subarray(RESPONSE_HEAD_AT, RESPONSE_HEAD_AT + KEY_BYTES), known.answerHeadKey);
  const sealer = bodySealer(keys.body());
  const body = Buffer.concat([...sealer.seal(Buffer.from("hello")), ...sealer.end(Buffer.from("!"))]);
  same("body", body, known.body);
  // At once, and in pieces of which one ends within the tag of the first chunk.
  for (const cut of [body.length, 12]) {
    const opener = bodyOpener(keys.body());
    const pieces = [body.subarray(0, cut), body.subarray(cut)].map((piece) => Buffer.from(piece));
    const opened = [...pieces.flatMap((piece) => opener.push(piece)), ...opener.finish()];
    if (Buffer.concat(opened).toString() !== "hello!") throw wrong("opened body");
  }
}

function testXWingByNode(): void {
  const expanded = createHash("shake256", { outputLength: 96 }).update(Buffer.from(xWingKnownAnswer.seed, "hex")).digest();
  const mlKem = pkcs8("3054020100300b060960864801650304040204428040", expanded.subarray(0, 64));
  const x25519 = pkcs8("302e020100300506032b656e04220420", expanded.subarray(64));
  const raw = (length: number, key: typeof mlKem) =>
    createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-length);
  const publicKey = Buffer.concat([raw(1184, mlKem), raw(32, x25519)]);
  const open = (enc: Buffer) => {
    const ephemeral = xWingPublicKey(Buffer.concat([raw(1184, mlKem), enc.subarray(1088)])).x25519;
    const agreed = diffieHellman({ privateKey: x25519, publicKey: ephemeral });
    const secret = decapsulate(mlKem, enc.subarray(0, 1088));
    return xWingCombine(secret, agreed, enc.subarray(1088), publicKey.subarray(1184));
  };
  same("X-Wing secret", open(Buffer.from(xWingKnownAnswer.enc, "base64url")), xWingKnownAnswer.sharedSecret);
  // The relay only encapsulates, with randomness that cannot be fixed: its result must decapsulate to the same secret.
  const { enc, sharedSecret } = xWingEncapsulate(xWingPublicKey(publicKey));
  same("X-Wing encapsulation", open(enc), sharedSecret.toString("hex"));
}

function pkcs8(prefix: string, raw: Buffer) {
  return createPrivateKey({ key: Buffer.concat([Buffer.from(prefix, "hex"), raw]), format: "der", type: "pkcs8" });
}

function same(what: string, computed: Uint8Array, expected: string): void {
  if (Buffer.from(computed).toString("hex") !== expected) throw wrong(what);
}

function wrong(what: string): Error {
  return new Error(`the codec's self-test failed: this machine computes another ${what} than the known answer`);
}
