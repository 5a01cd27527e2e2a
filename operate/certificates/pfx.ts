import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import forge from "node-forge";

/** What a PFX file (PKCS#12, RFC 7292) holds. */
export interface KeyAndCertificate {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  /** Further certificates, such as its issuer's. */
  readonly chain: readonly X509Certificate[];
}

/**
 * How a PFX file is encrypted. "3des": 3DES and a SHA-1 MAC, which every Windows and XMPro's Subscription Manager read. "aes": AES-256 with
 * PBKDF2, which Windows Server 2016 and .NET Framework's older readers refuse as a wrong password.
 */
export type PfxEncryption = "3des" | "aes";

/** A PFX file is not usable. The message completes "FILE …" and holds no password. */
export class PfxError extends Error {
  override readonly name = "PfxError";
}

/** Of the functions that make a key of the password. The password itself is 32 random characters, which nobody guesses. */
const ITERATIONS = 10_000;

/** PBES2 (RFC 8018), with which AES is written. Eleven bytes: they are in no other file by chance. */
const PBES2 = Buffer.from("06092a864886f70d01050d", "hex");
/** SHA-256 as the digest of the MAC. The signature of a certificate has another identifier. */
const SHA256_MAC = Buffer.from("300d06096086480165030402010500", "hex");

/** Writes a PFX file. The certificate is in the clear, as it is public; all that is encrypted is encrypted in one way. */
export function writePfx({ key, certificate, chain }: KeyAndCertificate, password: string, encryption: PfxEncryption): Buffer {
  const pem = key.export({ type: "pkcs1", format: "pem" }) as string;
  const certificates = [certificate, ...chain].map((each) => forge.pki.certificateFromPem(each.toString()));
  const options = { algorithm: ALGORITHMS[encryption], count: ITERATIONS, saltSize: 16, prfAlgorithm: "sha256" };
  const container = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(pem), certificates, password, options);
  return Buffer.from(forge.asn1.toDer(container).getBytes(), "latin1");
}

const ALGORITHMS = { "3des": "3des", aes: "aes256" } as const;

/** Opens a PFX file and checks that its key belongs to its certificate. Throws {@link PfxError}. */
export function openPfx(bytes: Uint8Array, password: string): KeyAndCertificate & { readonly encryption: PfxEncryption } {
  const container = open(bytes, password);
  const key = keyIn(container);
  const certificates = bagsOf(container, forge.pki.oids.certBag).map(certificateOf);
  const certificate = certificates.find((each) => each.checkPrivateKey(key));
  if (certificate === undefined) throw new PfxError("has no certificate that belongs to its private key");
  const buffer = Buffer.from(bytes);
  return {
    key,
    certificate,
    chain: certificates.filter((each) => each !== certificate),
    encryption: buffer.includes(PBES2) || buffer.includes(SHA256_MAC) ? "aes" : "3des",
  };
}

function open(bytes: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  let form: forge.asn1.Asn1;
  try {
    form = forge.asn1.fromDer(Buffer.from(bytes).toString("latin1"));
  } catch {
    throw new PfxError("is not a PFX file (PKCS#12)");
  }
  try {
    return forge.pkcs12.pkcs12FromAsn1(form, password);
  } catch (error) {
    const said = error instanceof Error ? error.message : "";
    if (/password/i.test(said)) throw new PfxError("does not open with the password that was given");
    if (/Cannot read PKCS#12|ASN.1 object/.test(said)) throw new PfxError("is not a PFX file (PKCS#12)");
    throw new PfxError("is encrypted in a way that is not supported; export it with 3DES or AES-256");
  }
}

function keyIn(container: forge.pkcs12.Pkcs12Pfx): KeyObject {
  const bags = [...bagsOf(container, forge.pki.oids.pkcs8ShroudedKeyBag), ...bagsOf(container, forge.pki.oids.keyBag)];
  const [bag, ...others] = bags;
  if (bag === undefined) throw new PfxError("has no private key; export the certificate together with its private key");
  if (others.length > 0) throw new PfxError("has more than one private key");
  // node-forge reads RSA alone.
  if (!bag.key) throw new PfxError("has a private key that is not RSA, which the products need");
  return createPrivateKey(forge.pki.privateKeyToPem(bag.key));
}

function bagsOf(container: forge.pkcs12.Pkcs12Pfx, type: string | undefined): forge.pkcs12.Bag[] {
  return container.getBags({ bagType: type as string })[type as string] ?? [];
}

function certificateOf({ cert, asn1 }: forge.pkcs12.Bag): X509Certificate {
  const form = cert ? forge.pki.certificateToAsn1(cert) : asn1;
  return new X509Certificate(Buffer.from(forge.asn1.toDer(form).getBytes(), "latin1"));
}
