import { createPublicKey, hash, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { identityOf } from "../../../../../relay-service/src/codec/roc1/pairing/identity.ts";
import { codecFixture } from "../codec-fixture.ts";

describe("the relay's identity", () => {
  // RFC 8032, section 7.1, test 2.
  const identity = identityOf(Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex"));

  it("is the Ed25519 key of its seed", () => {
    expect(identity.publicKey.toString("hex")).toBe("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  });

  it("signs as RFC 8032 specifies", () => {
    expect(identity.sign(Buffer.from([0x72])).toString("hex")).toBe(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
  });

  it("is named by the hash of its public key", () => {
    expect(identity.keyId.toString("hex")).toBe(hash("sha256", identity.publicKey, "hex").slice(0, 16));
  });

  it("refuses a seed of another length", () => {
    expect(() => identityOf(Buffer.alloc(31))).toThrow("an identity seed must be 32 bytes, got 31");
  });

  const published = (options: Parameters<typeof codecFixture>[0]) =>
    (codecFixture(options).codec.describe().identity as { kid: string; alg: string; pub: string }[])[0];

  it("is derived from the first secret when there is no seed", () => {
    const one = published({ secrets: ["a".repeat(32)] });
    expect(published({ secrets: ["a".repeat(32), "b".repeat(32)] })).toEqual(one);
    expect(published({ secrets: ["b".repeat(32), "a".repeat(32)] })).not.toEqual(one);
  });

  it("from a seed stays the same when the secret changes", () => {
    const identitySeed = Buffer.alloc(32, 7);
    expect(published({ secrets: ["a".repeat(32)], identitySeed })).toEqual(
      published({ secrets: ["b".repeat(32)], identitySeed }),
    );
  });

  it("is published with its key id", () => {
    const described = published({ identitySeed: Buffer.alloc(32, 7) });
    const publicKey = Buffer.from(described?.pub ?? "", "base64url");
    expect(described).toEqual({
      kid: hash("sha256", publicKey, "buffer").toString("base64url", 0, 8),
      alg: "Ed25519",
      pub: described?.pub,
    });
    const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]);
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    expect(verify(null, Buffer.from("x"), key, identityOf(Buffer.alloc(32, 7)).sign(Buffer.from("x")))).toBe(true);
  });
});
