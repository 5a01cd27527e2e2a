import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toBase64url } from "../../support/independent-client/base64url.ts";
import { sealBody } from "../../support/independent-client/body-frames.ts";
import { chunkKeys, sealChunk } from "../../support/independent-client/chunk-cipher.ts";
import { lengthPrefixed } from "../../support/independent-client/length-prefixed.ts";
import { derive } from "../../support/independent-client/pairing.ts";

const secret = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const salt = Buffer.from(Array.from({ length: 16 }, (_, i) => 0xa0 + i));
const fields = "cid.sig,AAECAwQFBgcICQoLDA0ODw,1,1,1,1,1,roc1,5,oKGio6SlpqeoqaqrrK2urw,1200";

function requestKeys() {
  const context = createHash("sha256")
    .update(lengthPrefixed("roc1/req", "POST", fields, ""))
    .digest();
  const derived = derive(secret, salt, Buffer.concat([Buffer.from("roc1 req\0"), context]), 164);
  const [url, , body] = chunkKeys(derived, 3);
  if (!url || !body) throw new Error("164 bytes are three keys and a secret");
  return { url, body, answerSecret: derived.subarray(132) };
}

describe("the independent client, against the protocol's known answers,", () => {
  const keys = requestKeys();

  it("derives the request's keys", () => {
    expect(keys.url.key.toString("hex")).toBe("abf8d67641b0b47948edcae569f7413b4b1a8c693af9b093332e7d1c1ca6229f");
    expect(keys.url.nonce.toString("hex")).toBe("cb379a8e2a78f509d8b7a259");
    expect(keys.answerSecret.toString("hex")).toBe("db15ddc81e036d365e8861f6c874d4e50360e4a85ea9e6d7a4bbdb4eaf962063");
  });

  it("seals a url, as one final chunk", () => {
    const sealed = sealChunk(keys.url, 0, Buffer.from("api/login?x=1\x02"), "final");
    expect(toBase64url(sealed)).toBe("B0iHxV-kVq0d-RQCidonjO87B4Cj0WavsjaiebND");
  });

  it("computes the tag", () => {
    const target = "/B0iHxV-kVq0d-RQCidonjO87B4Cj0WavsjaiebND";
    const tag = createHmac("sha256", Buffer.alloc(32, 1))
      .update(lengthPrefixed("roc1/req", "POST", fields, target, ""))
      .digest();
    expect(toBase64url(tag.subarray(0, 16))).toBe("8xgOlfCLRhhtmWlAbu0vlw");
  });

  it("derives the keys of an answer", () => {
    const target = "/B0iHxV-kVq0d-RQCidonjO87B4Cj0WavsjaiebND";
    const tag = createHmac("sha256", Buffer.alloc(32, 1))
      .update(lengthPrefixed("roc1/req", "POST", fields, target, ""))
      .digest();
    const header = "cid.sig,AAECAwQFBgcICQoLDA0ODw,1,0,1,1,1,roc1,5,CQkJCQkJCQkJCQkJCQkJCQ";
    const context = createHash("sha256")
      .update(lengthPrefixed("roc1/rsp", tag.subarray(0, 16), Buffer.of(0, 200), header))
      .digest();
    const info = Buffer.concat([Buffer.from("roc1 rsp\0"), context]);
    const [head] = chunkKeys(derive(keys.answerSecret, Buffer.alloc(16, 9), info, 88), 2);
    expect(head?.key.toString("hex")).toBe("d276b0d8aea4b257b6372f90dc7772b208bbd25cb2ecbd25da5e12cb338cc183");
    const sealed = Buffer.concat(sealBody(keys.body, [Buffer.from("hello"), Buffer.from("!")]));
    expect(sealed.toString("hex")).toBe("15ccaa0a7e20ca93a5d9ebd803dd7557d9f1c31f944600f9ad40714db7644380a20a477489d8034fe1");
  });
});
