import { createHmac } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import {
  type MessageCrypto,
  openFinal,
  type SealKey,
} from "../../../../../relay-service/src/codec/roc1/crypto/message-crypto.ts";
import { nodeCrypto } from "../../../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { taggedRequest } from "../../../../../relay-service/src/codec/roc1/format.ts";
import { requestKeys, responseKeys } from "../../../../../relay-service/src/codec/roc1/keys/message-keys.ts";
import { knownAnswers, xWingKnownAnswer } from "../../../../../relay-service/src/codec/roc1/known-answers.ts";
import { bodyOpener } from "../../../../../relay-service/src/codec/roc1/message/body-opener.ts";
import { bodySealer } from "../../../../../relay-service/src/codec/roc1/message/body-sealer.ts";
import { selfTest } from "../../../../../relay-service/src/codec/roc1/self-test.ts";
import { messageCryptos } from "../../../../support/relay/native-crypto.ts";

// Written out once more: an oracle must not share its data with the code.
const BOUND = "cid.sig,AAECAwQFBgcICQoLDA0ODw,1,1,1,1,1,roc1,5,oKGio6SlpqeoqaqrrK2urw,1200";
const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const salt = Buffer.from(Array.from({ length: 16 }, (_, index) => 0xa0 + index));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe.each(messageCryptos)("roc1 with the cryptography of $name", (crypto) => {
  const keys = requestKeys(crypto, secret, salt, "POST", BOUND, "");

  it("derives the known keys of the request", () => {
    expect(hex(keys.derived.subarray(0, 32))).toBe("abf8d67641b0b47948edcae569f7413b4b1a8c693af9b093332e7d1c1ca6229f");
    expect(hex(keys.derived.subarray(32, 44))).toBe("cb379a8e2a78f509d8b7a259");
    expect(hex(keys.response())).toBe("db15ddc81e036d365e8861f6c874d4e50360e4a85ea9e6d7a4bbdb4eaf962063");
  });

  it("seals and opens the known url", () => {
    const sealed = Buffer.concat(keys.url().seal(0, Buffer.alloc(0), Buffer.from("api/login?x=1"), 1));
    expect(sealed.toString("base64url")).toBe("B0iHxV-kVq0d-RQCidonjO87B4Cj0WavsjaiebND");
    expect(openFinal(keys.url(), 0, sealed)?.toString()).toBe("api/login?x=1");
  });

  it("computes the known tag of the request", () => {
    const tagged = taggedRequest("POST", BOUND, "/B0iHxV-kVq0d-RQCidonjO87B4Cj0WavsjaiebND", "");
    const tag = createHmac("sha256", Buffer.alloc(32, 1)).update(tagged).digest().subarray(0, 16);
    expect(tag.toString("base64url")).toBe("8xgOlfCLRhhtmWlAbu0vlw");
  });

  it("derives the known head key of the answer", () => {
    const bound = "cid.sig,AAECAwQFBgcICQoLDA0ODw,1,0,1,1,1,roc1,5,CQkJCQkJCQkJCQkJCQkJCQ";
    const tag = Buffer.from("8xgOlfCLRhhtmWlAbu0vlw", "base64url");
    const answer = responseKeys(crypto, keys.response(), Buffer.alloc(16, 9), tag, 200, bound);
    expect(hex(answer.derived.subarray(0, 32))).toBe("d276b0d8aea4b257b6372f90dc7772b208bbd25cb2ecbd25da5e12cb338cc183");
  });

  it("seals and opens the known body", () => {
    const sealer = bodySealer(keys.body());
    const sealed = Buffer.concat([...sealer.seal(Buffer.from("hello")), ...sealer.end(Buffer.from("!"))]);
    expect(hex(sealed)).toBe("15ccaa0a7e20ca93a5d9ebd803dd7557d9f1c31f944600f9ad40714db7644380a20a477489d8034fe1");
    const opener = bodyOpener(keys.body());
    expect(Buffer.concat([...opener.push(sealed), ...opener.finish()]).toString()).toBe("hello!");
  });
});

describe("the self-test", () => {
  it.each(["node", "noble"] as const)("passes with X-Wing by %s", (backend) => {
    for (const crypto of messageCryptos) expect(() => selfTest(backend, crypto)).not.toThrow();
  });

  it("contains the secret of the draft's first test vector", () => {
    expect(xWingKnownAnswer.seed).toBe("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
    expect(xWingKnownAnswer.sharedSecret).toBe("d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384");
  });

  it.each([
    ["tag", knownAnswers],
    ["body", knownAnswers],
    ["urlKey", knownAnswers],
    ["answerHeadKey", knownAnswers],
    ["sharedSecret", xWingKnownAnswer],
  ] as const)("fails when the machine computes another %s", (name, answers) => {
    const changeable = answers as unknown as Record<string, string>;
    const right = changeable[name] as string;
    changeable[name] = `${right.slice(0, -1)}${right.endsWith("0") ? "1" : "0"}`;
    try {
      expect(() => selfTest("node", nodeCrypto)).toThrow(/self-test failed/);
    } finally {
      changeable[name] = right;
    }
  });

  it("fails when a changed message opens", () => {
    const opensAll = (key: SealKey): SealKey => ({
      seal: (...given) => key.seal(...given),
      open: (...given) => key.open(...given) ?? Buffer.from("api/login?x=1\x02"),
      openPieces: (...given) => key.openPieces(...given),
    });
    const opensEverything: MessageCrypto = { ...nodeCrypto, keyAt: (derived, at) => opensAll(nodeCrypto.keyAt(derived, at)) };
    expect(() => selfTest("node", opensEverything)).toThrow(
      "the codec's self-test failed: this machine computes another answer to a changed url",
    );
  });

  it("of the JavaScript backend runs when the backend is loaded", async () => {
    vi.resetModules();
    const answers = await import("../../../../../relay-service/src/codec/roc1/known-answers.ts");
    const { loadNoble } = await import("../../../../../relay-service/src/codec/roc1/pairing/noble.ts");
    (answers.xWingKnownAnswer as { sharedSecret: string }).sharedSecret = "00".repeat(32);
    await expect(loadNoble()).rejects.toThrow(/self-test failed/);
    vi.resetModules();
  });
});
