import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { describe, expect, it } from "vitest";
import { concat, fromBase64url, toBase64url, utf8, writeVarint } from "../../../../relay-service/client/bytes.ts";
import {
  importSecret,
  importTagKey,
  requestKeys,
  responseKeys,
  tagOf,
} from "../../../../relay-service/client/message/message-keys.ts";
import { openFinal } from "../../../../relay-service/src/codec/roc1/crypto/message-crypto.ts";
import { nodeCrypto } from "../../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { taggedRequest } from "../../../../relay-service/src/codec/roc1/format.ts";
import { responseKeys as relayKeys } from "../../../../relay-service/src/codec/roc1/keys/message-keys.ts";
import { knownAnswers as known, xWingKnownAnswer } from "../../../../relay-service/src/codec/roc1/known-answers.ts";

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, "base64url"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

async function keys() {
  const secret = await importSecret(Uint8Array.from(Buffer.from(known.pairSecret, "hex")));
  return requestKeys(secret, bytesOf(known.salt), known.method, known.bound, "");
}

describe("the client's codec", () => {
  it("seals the url of the known request", async () => {
    const url = await (await keys()).url();
    expect(toBase64url(await url.seal(utf8(`${known.url}\x02`), true))).toBe(known.sealedUrl);
  });

  it("seals the body of the known request", async () => {
    const body = await (await keys()).body();
    const first = await body.seal(utf8("hello"));
    const last = await body.seal(utf8("!\x02"), true);
    expect(hex(concat(writeVarint(first.length), first, writeVarint(0), last))).toBe(known.body);
  });

  it("tags the known request, and derives the keys of its answer", async () => {
    const tagKey = await importTagKey(new Uint8Array(32).fill(1));
    const tag = await tagOf(tagKey, taggedRequest(known.method, known.bound, `/${known.sealedUrl}`, ""));
    expect(toBase64url(tag)).toBe(known.tag);
    const { response } = await keys();
    const salt = bytesOf(known.answerSalt);
    const sealed = await (await responseKeys(response, salt, tag, known.answerStatus, known.answerBound)).head();
    const secret = Buffer.from(known.responseSecret, "hex");
    const relay = relayKeys(nodeCrypto, secret, salt, tag, known.answerStatus, known.answerBound);
    expect(hex(relay.derived.subarray(0, 32))).toBe(known.answerHeadKey);
    expect(openFinal(relay.head(), 0, Buffer.from(await sealed.seal(utf8("text\x02"), true)))?.toString()).toBe("text");
  });

  it("seals nothing after the final chunk", async () => {
    const body = await (await keys()).body();
    await body.seal(utf8("last"), true);
    await expect(body.seal(utf8("more"))).rejects.toThrow("ended");
  });

  it("uses a new nonce for each chunk, even for concurrent calls", async () => {
    const body = await (await keys()).body();
    const sealed = await Promise.all([body.seal(utf8("same")), body.seal(utf8("same")), body.seal(utf8("same"))]);
    expect(new Set(sealed.map(hex)).size).toBe(3);
  });

  it("does not let scripts export the keys of a pair", async () => {
    const bytes = new Uint8Array(32).fill(7);
    const secret = await importSecret(bytes);
    expect(secret.extractable).toBe(false);
    expect(bytes).toEqual(new Uint8Array(32));
    await expect(crypto.subtle.exportKey("raw", secret)).rejects.toThrow();
  });
});

describe("the key exchange in JavaScript", () => {
  it("decapsulates the known answer of the X-Wing draft", () => {
    const seed = Uint8Array.from(Buffer.from(xWingKnownAnswer.seed, "hex"));
    const { secretKey } = ml_kem768_x25519.keygen(seed);
    expect(hex(ml_kem768_x25519.decapsulate(bytesOf(xWingKnownAnswer.enc), secretKey))).toBe(xWingKnownAnswer.sharedSecret);
  });
});

describe("base64url", () => {
  it("is accepted in its canonical spelling only", () => {
    expect(fromBase64url("AAECAwQFBgcICQoLDA0ODw", 16)).toHaveLength(16);
    for (const text of ["AAECAwQFBgcICQoLDA0ODx", "AAECAwQFBgcICQoLDA0ODw==", "AA+C", "A", "AA C", 7, null, undefined]) {
      expect(fromBase64url(text)).toBeUndefined();
    }
    expect(fromBase64url("AAEC", 4)).toBeUndefined();
  });
});
