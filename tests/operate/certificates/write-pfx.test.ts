import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pkijs from "pkijs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../../operate/certificates/make-certificate.ts";
import { openPfx } from "../../../operate/certificates/open-pfx.ts";
import { subjectName } from "../../../operate/certificates/subject-name.ts";
import { writePfx } from "../../../operate/certificates/write-pfx.ts";
import { describeWith } from "../../support/browsers/describe-with.ts";
import { OPENSSL_MISSING, openssl } from "../../support/openssl.ts";
import { exampleCertificates, HOSTS, NOW } from "./made.ts";

const PASSWORD = "AbcdefghijklmnopqrstuvwxyZ012345";
const ENCRYPTIONS = ["3des", "aes"] as const;

describe("a made certificate", () => {
  it("has an RSA key of 4096 bits and a SHA-256 signature of its own", async () => {
    const { key, certificate } = await makeCertificate({ commonName: "xmpro-prod-sign", days: 3650 }, NOW);
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(4096);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect((certificate as { signatureAlgorithm?: string }).signatureAlgorithm).toBe("sha256WithRSAEncryption");
    expect(subjectName(certificate)).toBe("CN=xmpro-prod-sign");
    expect(certificate.ca).toBe(false);
    expect(certificate.validFromDate).toEqual(new Date("2027-02-28T12:00:00Z"));
    expect(certificate.validToDate).toEqual(new Date("2037-02-26T12:00:00Z"));
  });

  it("is for all host names of the products where it is a server's", async () => {
    const { certificate } = await exampleCertificates().ssl;
    for (const host of HOSTS) expect(certificate.checkHost(host)).toBe(host);
    expect(certificate.checkHost("other.example.com")).toBeUndefined();
    // serverAuth and clientAuth.
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  });
});

describe.each(ENCRYPTIONS)("a PFX file that is written with %s", (encryption) => {
  it("opens with its password, and with no other", async () => {
    const { key, certificate } = await exampleCertificates().sign;
    const bytes = writePfx({ key, certificate, chain: [] }, PASSWORD, encryption);
    const opened = openPfx(bytes, PASSWORD);
    expect([opened.encryption, opened.chain, opened.certificate.fingerprint256, opened.key.equals(key)]).toEqual([
      encryption,
      [],
      certificate.fingerprint256,
      true,
    ]);
    expect(() => openPfx(bytes, `${PASSWORD}x`)).toThrow("does not open: the password is another one");
  });

  it("keeps further certificates", async () => {
    const { sign, ssl } = exampleCertificates();
    const bytes = writePfx({ ...(await sign), chain: [(await ssl).certificate] }, PASSWORD, encryption);
    expect(openPfx(bytes, PASSWORD).chain.map(subjectName)).toEqual([`CN=${HOSTS[0]}`]);
  });

  it("is understood by PKI.js, its MAC included", async () => {
    const { certificate } = await exampleCertificates().sign;
    const bytes = writePfx(await exampleCertificates().sign, PASSWORD, encryption);
    const bags = await bagsByPkijs(bytes);
    const [certificateBag, keyBag] = bags.map(({ bagValue }) => bagValue);
    if (!(certificateBag instanceof pkijs.CertBag) || !(keyBag instanceof pkijs.PKCS8ShroudedKeyBag))
      throw new Error("other bags");
    const raw = (certificateBag.parsedValue as pkijs.Certificate).toSchema().toBER();
    expect(Buffer.from(raw).equals(certificate.raw)).toBe(true);
    // pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292), PBES2 (RFC 8018). PKI.js decrypts the second alone.
    const algorithm = { "3des": "1.2.840.113549.1.12.1.3", aes: "1.2.840.113549.1.5.13" }[encryption];
    expect(keyBag.encryptionAlgorithm.algorithmId).toBe(algorithm);
    if (encryption === "3des") return;
    await (keyBag as unknown as { parseInternalValues: (by: object) => Promise<void> }).parseInternalValues({
      password: passwordBytes(),
    });
    expect(keyBag.parsedValue?.privateKeyAlgorithm.algorithmId).toBe("1.2.840.113549.1.1.1");
  });
});

const passwordBytes = () => Uint8Array.from(Buffer.from(PASSWORD)).buffer;

async function bagsByPkijs(bytes: Buffer): Promise<pkijs.SafeBag[]> {
  const pfx = pkijs.PFX.fromBER(Uint8Array.from(bytes).buffer);
  await pfx.parseInternalValues({ password: passwordBytes(), checkIntegrity: true });
  const safe = pfx.parsedValue?.authenticatedSafe;
  if (safe === undefined) throw new Error("it has no contents");
  await safe.parseInternalValues({ safeContents: [{}, {}] });
  const { safeContents } = safe.parsedValue as { safeContents: { value: pkijs.SafeContents }[] };
  return safeContents.flatMap(({ value }) => value.safeBags);
}

describeWith(OPENSSL_MISSING, "OpenSSL without its old algorithms", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pfx-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(ENCRYPTIONS)("opens a PFX file that is written with %s, and finds its key", async (encryption) => {
    const { certificate } = await exampleCertificates().ssl;
    writeFileSync(join(folder, "ssl.pfx"), writePfx(await exampleCertificates().ssl, PASSWORD, encryption));
    openssl(folder, "pkcs12", "-in", "ssl.pfx", "-passin", `pass:${PASSWORD}`, "-nodes", "-out", "all.pem");
    expect(openssl(folder, "rsa", "-in", "all.pem", "-check", "-noout")).toContain("RSA key ok");
    const fingerprint = openssl(folder, "x509", "-in", "all.pem", "-noout", "-fingerprint", "-sha256");
    expect(fingerprint.trim()).toMatch(new RegExp(`${certificate.fingerprint256}$`));
    const keyOf = (...from: string[]) => openssl(folder, ...from).trim();
    expect(keyOf("rsa", "-in", "all.pem", "-pubout")).toBe(keyOf("x509", "-in", "all.pem", "-noout", "-pubkey"));
  });

  it("verifies a made certificate as that of a server", async () => {
    const { certificate } = await exampleCertificates().ssl;
    writeFileSync(join(folder, "ssl.pem"), certificate.toString());
    const at = `${NOW.getTime() / 1000}`;
    const options = ["-x509_strict", "-purpose", "sslserver", "-verify_hostname", HOSTS[1] as string, "-attime", at];
    expect(openssl(folder, "verify", ...options, "-CAfile", "ssl.pem", "ssl.pem")).toBe("ssl.pem: OK\n");
  });
});
