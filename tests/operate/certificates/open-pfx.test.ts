import forge from "node-forge";
import { describe, expect, it } from "vitest";
import { openPfx } from "../../../operate/certificates/open-pfx.ts";
import { type KeyAndCertificate, PfxError } from "../../../operate/certificates/pfx.ts";
import { fc } from "../../support/fast-check.ts";
import { exampleCertificates } from "./made.ts";

const PASSWORD = "secret-of-a-test";
const { asn1 } = forge;

/** A PFX file in node-forge's form; one iteration, so that it opens at once. */
function pfxOf({ key, certificate }: KeyAndCertificate, encryption: "3des" | "aes256"): forge.asn1.Asn1 {
  const pem = key.export({ type: "pkcs1", format: "pem" }) as string;
  const options = { algorithm: encryption, count: 1 };
  const certificates = [forge.pki.certificateFromPem(certificate.toString())];
  return forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(pem), certificates, PASSWORD, options);
}

const bytesOf = (form: forge.asn1.Asn1) => Buffer.from(asn1.toDer(form).getBytes(), "latin1");
const at = (form: forge.asn1.Asn1, ...path: number[]) =>
  path.reduce((inner, index) => (inner.value as forge.asn1.Asn1[])[index] as forge.asn1.Asn1, form);

/** The octets that the MAC is about. */
const contentOf = (pfx: forge.asn1.Asn1) => at(pfx, 1, 1, 0);

/** The file with another content and a MAC that fits it, as one who knows the password can make it. */
function resealed(pfx: forge.asn1.Asn1, content: string): Buffer {
  const changed = asn1.fromDer(asn1.toDer(pfx).getBytes());
  contentOf(changed).value = content;
  const salt = forge.util.createBuffer(at(changed, 2, 1).value as string);
  const { generateKey } = forge.pkcs12 as unknown as { generateKey: (...of: unknown[]) => forge.util.ByteBuffer };
  const mac = forge.hmac.create();
  mac.start("sha1", generateKey(PASSWORD, salt, 3, 1, 20));
  mac.update(content);
  at(changed, 2, 0, 1).value = mac.digest().getBytes();
  return bytesOf(changed);
}

/** Some bytes of a file are others, are missing, or are there twice. */
const mutations = fc.array(
  fc.record({
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.nat(255),
    kind: fc.constantFrom("set", "cut", "double"),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutated(bytes: Buffer, changes: readonly { place: number; byte: number; kind: string }[]): Buffer {
  let changed = Buffer.from(bytes);
  for (const { place, byte, kind } of changes) {
    const index = Math.floor(place * changed.length);
    if (kind === "set") changed[index] = byte;
    else if (kind === "cut") changed = Buffer.concat([changed.subarray(0, index), changed.subarray(index + 1 + (byte % 16))]);
    else changed = Buffer.concat([changed.subarray(0, index + 1 + (byte % 16)), changed.subarray(index)]);
  }
  return changed;
}

/** The file opens, or is refused with a sentence. */
function expectOpenedOrRefused(bytes: Buffer): void {
  try {
    openPfx(bytes, PASSWORD, 500);
  } catch (error) {
    expect(error).toBeInstanceOf(PfxError);
    expect((error as PfxError).message).not.toContain(PASSWORD);
  }
}

describe("a PFX file that somebody has damaged", () => {
  it.each(["3des", "aes256"] as const)("opens or is refused: %s", async (encryption) => {
    const bytes = bytesOf(pfxOf(await exampleCertificates().sign, encryption));
    fc.assert(
      fc.property(mutations, (changes) => expectOpenedOrRefused(mutated(bytes, changes))),
      { numRuns: 150 },
    );
  });

  it.each(["3des", "aes256"] as const)("opens or is refused although its MAC is right: %s", async (encryption) => {
    const pfx = pfxOf(await exampleCertificates().sign, encryption);
    const content = Buffer.from(contentOf(pfx).value as string, "latin1");
    expect(openPfx(resealed(pfx, content.toString("latin1")), PASSWORD).chain).toEqual([]);
    fc.assert(
      fc.property(mutations, (changes) => expectOpenedOrRefused(resealed(pfx, mutated(content, changes).toString("latin1")))),
      { numRuns: 150 },
    );
  });

  it("is refused where it has any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(() => openPfx(bytes, PASSWORD)).toThrow(PfxError);
      }),
    );
  });
});

describe("a PFX file that asks for endless work", () => {
  const ENDLESS = "\x7f\xff\xff\xff";
  const MESSAGE = new PfxError("takes too long to open: it asks for too many iterations");

  it("is given up for the iterations of its MAC", async () => {
    const pfx = pfxOf(await exampleCertificates().sign, "3des");
    at(pfx, 2, 2).value = ENDLESS;
    expect(() => openPfx(bytesOf(pfx), PASSWORD, 200)).toThrow(MESSAGE);
  });

  it.each([
    ["3des", [1, 1]],
    ["aes256", [1, 0, 1, 1]],
  ] as const)("is given up for the iterations of its key: %s", async (encryption, iterations) => {
    const pfx = pfxOf(await exampleCertificates().sign, encryption);
    const safe = asn1.fromDer(contentOf(pfx).value as string);
    const contents = at(safe, 1, 1, 0);
    const bags = asn1.fromDer(contents.value as string);
    at(bags, 0, 1, 0, 0, ...iterations).value = ENDLESS;
    contents.value = asn1.toDer(bags).getBytes();
    expect(() => openPfx(resealed(pfx, asn1.toDer(safe).getBytes()), PASSWORD, 200)).toThrow(MESSAGE);
  });

  it("does not hinder the next one", async () => {
    const pfx = pfxOf(await exampleCertificates().sign, "3des");
    expect(openPfx(bytesOf(pfx), PASSWORD).encryption).toBe("3des");
  });
});

it("a PFX file with two keys is refused", async () => {
  const pfx = pfxOf(await exampleCertificates().sign, "3des");
  const safe = asn1.fromDer(contentOf(pfx).value as string);
  (safe.value as forge.asn1.Asn1[]).push(at(safe, 1));
  expect(() => openPfx(resealed(pfx, asn1.toDer(safe).getBytes()), PASSWORD)).toThrow(
    new PfxError("has more than one private key"),
  );
});

it("a PFX file whose key belongs to another certificate is refused", async () => {
  const { sign, ssl } = exampleCertificates();
  const pfx = pfxOf({ ...(await sign), certificate: (await ssl).certificate }, "3des");
  expect(() => openPfx(bytesOf(pfx), PASSWORD)).toThrow(new PfxError("has no certificate that belongs to its private key"));
});
