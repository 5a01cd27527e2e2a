import { createHmac, hkdfSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hkdf, hmac, hmacKey } from "../../../../../relay-service/src/codec/roc1/keys/hmac.ts";
import { fc } from "../../../../support/fast-check.ts";

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

describe("HMAC and HKDF of the relay", () => {
  it("compute what Node's own functions compute", () => {
    fc.assert(
      fc.property(bytes(200), bytes(40_000), (key, text) => {
        expect(Buffer.from(hmac(hmacKey(key), text), "latin1")).toEqual(createHmac("sha256", key).update(text).digest());
      }),
    );
    fc.assert(
      fc.property(bytes(100), bytes(100), bytes(600), fc.integer({ min: 1, max: 300 }), (secret, salt, info, length) => {
        expect(hkdf(secret, salt, info, length)).toEqual(Buffer.from(hkdfSync("sha256", secret, salt, info, length)));
      }),
    );
  });

  it("leave their key unchanged", () => {
    const key = hmacKey(Buffer.alloc(32, 1));
    const first = hmac(key, Buffer.from("text"));
    hkdf(Buffer.alloc(32), Buffer.alloc(16), Buffer.alloc(41), 164);
    hmac(hmacKey(Buffer.alloc(32, 2)), Buffer.from("other"));
    expect(hmac(key, Buffer.from("text"))).toBe(first);
  });

  it("return bytes that later derivations do not change", () => {
    const first = hkdf(Buffer.alloc(32, 1), Buffer.alloc(16), Buffer.alloc(41), 164);
    const copy = Buffer.from(first);
    hkdf(Buffer.alloc(32, 2), Buffer.alloc(16), Buffer.alloc(41), 164);
    expect(first).toEqual(copy);
  });

  it("derive no more bytes than HKDF allows", () => {
    expect(hkdf(Buffer.alloc(32), Buffer.alloc(0), Buffer.alloc(0), 8160).length).toBe(8160);
    expect(() => hkdf(Buffer.alloc(32), Buffer.alloc(0), Buffer.alloc(0), 8161)).toThrow(RangeError);
  });
});
