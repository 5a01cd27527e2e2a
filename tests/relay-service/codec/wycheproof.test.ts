import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  hkdfSync,
  verify,
  webcrypto,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { x25519 } from "@noble/curves/ed25519.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { describe, expect, it } from "vitest";
import { cipherOf, decipherOf } from "../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { hkdf, hmac, hmacKey } from "../../../relay-service/src/codec/roc1/keys/hmac.ts";
import { describeNative } from "../../support/relay/native-crypto.ts";

/** A test of Project Wycheproof. Everything but the first three members is hex. */
interface Vector {
  readonly tcId: number;
  readonly result: "valid" | "invalid" | "acceptable";
  readonly flags?: readonly string[];
  readonly [member: string]: unknown;
}

type Answer = Uint8Array | ArrayBuffer | boolean | undefined;
const { subtle } = webcrypto;
const hex = (bytes: Uint8Array | ArrayBuffer) => Buffer.from(bytes as Uint8Array).toString("hex");
const bytes = (vector: Vector, member: string) => Buffer.from(vector[member] as string, "hex");
const der = (prefix: string, raw: Buffer) => Buffer.concat([Buffer.from(prefix, "hex"), raw]);
const privateKey = (prefix: string, raw: Buffer) => createPrivateKey({ key: der(prefix, raw), format: "der", type: "pkcs8" });
const publicKey = (prefix: string, raw: Buffer) => createPublicKey({ key: der(prefix, raw), format: "der", type: "spki" });

const X25519 = { pkcs8: "302e020100300506032b656e04220420", spki: "302a300506032b656e032100" };
const ML_KEM = { pkcs8: "3054020100300b060960864801650304040204428040", spki: "308204b2300b0609608648016503040402038204a100" };
const ED25519_SPKI = "302a300506032b6570032100";

/** The ids of the vectors that a backend gets wrong; throwing is a refusal. `expected` = the member that a valid vector must give. */
async function mistakes(
  file: string,
  expected: string,
  compute: (vector: Vector) => Answer | Promise<Answer>,
): Promise<number[]> {
  const lines = readFileSync(join(import.meta.dirname, "../../support/wycheproof", file), "utf8")
    .trim()
    .split("\n");
  expect(lines.length).toBeGreaterThan(30);
  const wrong: number[] = [];
  for (const line of lines) {
    const vector = JSON.parse(line) as Vector;
    const answer = await Promise.resolve(vector)
      .then(compute)
      .catch(() => undefined);
    const given = typeof answer === "boolean" ? answer : answer && hex(answer);
    // A shared secret of zero is no secret: where the vectors leave it open, this project does not.
    const valid = vector.result !== "invalid" && !vector.flags?.includes("ZeroSharedSecret");
    const wanted = valid ? (typeof answer === "boolean" ? true : vector[expected]) : undefined;
    if (given !== wanted && !(given === false && !valid)) wrong.push(vector.tcId);
  }
  return wrong;
}

describe("AES-256-GCM gives the results of Wycheproof", () => {
  const sealKey = (vector: Vector) => bytes(vector, "key").toString("latin1");
  const whole = (vector: Vector) => Buffer.concat([bytes(vector, "ct"), bytes(vector, "tag")]);
  const web = (vector: Vector) => ({ name: "AES-GCM", iv: bytes(vector, "iv"), additionalData: bytes(vector, "aad") });
  const webKey = (vector: Vector) => subtle.importKey("raw", bytes(vector, "key"), "AES-GCM", false, ["encrypt", "decrypt"]);

  it("when node:crypto seals", async () => {
    const sealed = (vector: Vector) => {
      const cipher = cipherOf(sealKey(vector), bytes(vector, "iv"));
      cipher.setAAD(bytes(vector, "aad"));
      const cipherText = Buffer.concat([cipher.update(bytes(vector, "msg")), cipher.final(), cipher.getAuthTag()]);
      // An invalid vector has a wrong tag, which sealing again cannot produce.
      return cipherText.equals(whole(vector));
    };
    expect(await mistakes("aes-256-gcm.jsonl", "ct", sealed)).toEqual([]);
  });

  it("when node:crypto opens", async () => {
    const opened = (vector: Vector) => {
      const decipher = decipherOf(sealKey(vector), bytes(vector, "iv"));
      decipher.setAuthTag(bytes(vector, "tag")).setAAD(bytes(vector, "aad"));
      return Buffer.concat([decipher.update(bytes(vector, "ct")), decipher.final()]);
    };
    expect(await mistakes("aes-256-gcm.jsonl", "msg", opened)).toEqual([]);
  });

  it("when WebCrypto seals and opens", async () => {
    const sealed = async (vector: Vector) =>
      Buffer.from(await subtle.encrypt(web(vector), await webKey(vector), bytes(vector, "msg"))).equals(whole(vector));
    expect(await mistakes("aes-256-gcm.jsonl", "ct", sealed)).toEqual([]);
    const opened = async (vector: Vector) => subtle.decrypt(web(vector), await webKey(vector), whole(vector));
    expect(await mistakes("aes-256-gcm.jsonl", "msg", opened)).toEqual([]);
  });
});

describe("HKDF-SHA256 gives the results of Wycheproof", () => {
  it("by node:crypto", async () => {
    const derived = (vector: Vector) =>
      hkdfSync(
        "sha256",
        createSecretKey(bytes(vector, "ikm")),
        bytes(vector, "salt"),
        bytes(vector, "info"),
        vector.size as number,
      );
    expect(await mistakes("hkdf-sha256.jsonl", "okm", derived)).toEqual([]);
  });

  it("by the relay's code for each message", async () => {
    const derived = (vector: Vector) =>
      hkdf(bytes(vector, "ikm"), bytes(vector, "salt"), bytes(vector, "info"), vector.size as number);
    expect(await mistakes("hkdf-sha256.jsonl", "okm", derived)).toEqual([]);
  });

  it("by WebCrypto", async () => {
    const derived = async (vector: Vector) => {
      const key = await subtle.importKey("raw", bytes(vector, "ikm"), "HKDF", false, ["deriveBits"]);
      const context = { salt: bytes(vector, "salt"), info: bytes(vector, "info") };
      return subtle.deriveBits({ name: "HKDF", hash: "SHA-256", ...context }, key, (vector.size as number) * 8);
    };
    expect(await mistakes("hkdf-sha256.jsonl", "okm", derived)).toEqual([]);
  });
});

describeNative("the native part gives the results of Wycheproof", (native) => {
  const derived = (vector: Vector) => Buffer.concat([bytes(vector, "key"), bytes(vector, "iv")]);

  it("for AES-256-GCM", async () => {
    const sealed = (vector: Vector) => {
      const out = Buffer.alloc(bytes(vector, "msg").length + 16);
      native.seal(derived(vector), 0, 0, bytes(vector, "aad"), bytes(vector, "msg"), 0, out, 0);
      return out.equals(Buffer.concat([bytes(vector, "ct"), bytes(vector, "tag")]));
    };
    expect(await mistakes("aes-256-gcm.jsonl", "ct", sealed)).toEqual([]);
    const opened = (vector: Vector) => {
      const bothParts = Buffer.concat([bytes(vector, "ct"), bytes(vector, "tag")]);
      return native.open(derived(vector), 0, 0, bytes(vector, "aad"), bothParts) ? bothParts.subarray(0, -16) : undefined;
    };
    expect(await mistakes("aes-256-gcm.jsonl", "msg", opened)).toEqual([]);
  });

  it("for HKDF-SHA256", async () => {
    const out = (vector: Vector) => {
      const okm = Buffer.alloc(vector.size as number);
      native.hkdf(bytes(vector, "ikm"), bytes(vector, "salt"), bytes(vector, "info"), undefined, okm);
      return okm;
    };
    expect(await mistakes("hkdf-sha256.jsonl", "okm", out)).toEqual([]);
  });
});

describe("HMAC-SHA256 gives the results of Wycheproof", () => {
  const fits = (vector: Vector, mac: Uint8Array) => hex(mac.subarray(0, (vector.tagSize as number) / 8)) === vector.tag;

  it("by node:crypto", async () => {
    const made = (vector: Vector) =>
      fits(
        vector,
        createHmac("sha256", createSecretKey(bytes(vector, "key")))
          .update(bytes(vector, "msg"))
          .digest(),
      );
    expect(await mistakes("hmac-sha256.jsonl", "tag", made)).toEqual([]);
  });

  it("by the relay's code for each message", async () => {
    const made = (vector: Vector) =>
      fits(vector, Buffer.from(hmac(hmacKey(bytes(vector, "key")), bytes(vector, "msg")), "latin1"));
    expect(await mistakes("hmac-sha256.jsonl", "tag", made)).toEqual([]);
  });

  it("by WebCrypto", async () => {
    const made = async (vector: Vector) => {
      const key = await subtle.importKey("raw", bytes(vector, "key"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
      return fits(vector, new Uint8Array(await subtle.sign("HMAC", key, bytes(vector, "msg"))));
    };
    expect(await mistakes("hmac-sha256.jsonl", "tag", made)).toEqual([]);
  });
});

describe("X25519 gives the results of Wycheproof, and refuses a shared secret of zero,", () => {
  it.each<[string, (vector: Vector) => Answer | Promise<Answer>]>([
    [
      "node:crypto",
      (vector) =>
        diffieHellman({
          privateKey: privateKey(X25519.pkcs8, bytes(vector, "private")),
          publicKey: publicKey(X25519.spki, bytes(vector, "public")),
        }),
    ],
    [
      "WebCrypto",
      async (vector) => {
        const own = der(X25519.pkcs8, bytes(vector, "private"));
        const key = await subtle.importKey("pkcs8", own, "X25519", false, ["deriveBits"]);
        const peer = await subtle.importKey("raw", bytes(vector, "public"), "X25519", false, []);
        return subtle.deriveBits({ name: "X25519", public: peer }, key, 256);
      },
    ],
    ["noble", (vector) => x25519.getSharedSecret(bytes(vector, "private"), bytes(vector, "public"))],
  ])("by %s", async (_, agree) => {
    expect(await mistakes("x25519.jsonl", "shared", agree)).toEqual([]);
  });
});

describe("Ed25519 accepts and refuses what Wycheproof does", () => {
  it("by node:crypto", async () => {
    const isGenuine = (vector: Vector) =>
      verify(null, bytes(vector, "msg"), publicKey(ED25519_SPKI, bytes(vector, "publicKey")), bytes(vector, "sig"));
    expect(await mistakes("ed25519.jsonl", "", isGenuine)).toEqual([]);
  });

  it("by WebCrypto", async () => {
    const isGenuine = async (vector: Vector) => {
      const key = await subtle.importKey("raw", bytes(vector, "publicKey"), "Ed25519", false, ["verify"]);
      return subtle.verify("Ed25519", key, bytes(vector, "sig"), bytes(vector, "msg"));
    };
    expect(await mistakes("ed25519.jsonl", "", isGenuine)).toEqual([]);
  });
});

describe("ML-KEM-768 gives the results of Wycheproof", () => {
  const decaps = "ml-kem-768-decaps.jsonl";
  const keygen = "ml-kem-768-keygen.jsonl";
  const encaps = "ml-kem-768-encaps.jsonl";
  const webKey = (vector: Vector) => subtle.importKey("raw-seed", bytes(vector, "seed"), "ML-KEM-768", true, ["decapsulateBits"]);
  const webPeer = (vector: Vector) =>
    subtle.importKey("raw-public", bytes(vector, "ek"), "ML-KEM-768", true, ["encapsulateBits"]);

  it("by node:crypto", async () => {
    // OpenSSL reads a key out of the DER around it, and ignores surplus bytes after it; the codec checks lengths before.
    const exactly = (length: number, raw: Buffer) => {
      if (raw.length !== length) throw new Error("another length");
      return raw;
    };
    const key = (vector: Vector) => privateKey(ML_KEM.pkcs8, exactly(64, bytes(vector, "seed")));
    expect(await mistakes(decaps, "K", (vector) => decapsulate(key(vector), bytes(vector, "c")))).toEqual([]);
    const made = (vector: Vector) => createPublicKey(key(vector)).export({ format: "der", type: "spki" }).subarray(-1184);
    expect(await mistakes(keygen, "ek", made)).toEqual([]);
    // Its randomness cannot be set, so the test only checks whether a key is accepted.
    const taken = (vector: Vector) =>
      encapsulate(publicKey(ML_KEM.spki, exactly(1184, bytes(vector, "ek")))).sharedKey.length === 32;
    expect(await mistakes(encaps, "", taken)).toEqual([]);
  });

  it("by WebCrypto", async () => {
    const opened = async (vector: Vector) => subtle.decapsulateBits("ML-KEM-768", await webKey(vector), bytes(vector, "c"));
    expect(await mistakes(decaps, "K", opened)).toEqual([]);
    const taken = async (vector: Vector) =>
      (await subtle.encapsulateBits("ML-KEM-768", await webPeer(vector))).sharedKey.byteLength === 32;
    expect(await mistakes(encaps, "", taken)).toEqual([]);
  });

  it("by noble", async () => {
    const key = (vector: Vector) => ml_kem768.keygen(bytes(vector, "seed"));
    expect(await mistakes(decaps, "K", (vector) => ml_kem768.decapsulate(bytes(vector, "c"), key(vector).secretKey))).toEqual([]);
    expect(await mistakes(keygen, "ek", (vector) => key(vector).publicKey)).toEqual([]);
    const made = (vector: Vector) => ml_kem768.encapsulate(bytes(vector, "ek"), bytes(vector, "m"));
    expect(await mistakes(encaps, "K", (vector) => made(vector).sharedSecret)).toEqual([]);
    expect(await mistakes(encaps, "c", (vector) => made(vector).cipherText)).toEqual([]);
  });
});
