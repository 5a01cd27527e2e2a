import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { runInNewContext } from "node:vm";
import forge from "node-forge";
import { type KeyAndCertificate, type PfxEncryption, PfxError } from "./pfx.ts";

/** A file says itself how often its password is hashed. A usual one opens in a second. */
const MAX_OPENING_MS = 30_000;

/** PBES2 (RFC 8018), with which AES is written. Eleven bytes: they are in no other file by chance. */
const PBES2 = Buffer.from("06092a864886f70d01050d", "hex");
/** DigestInfo of a SHA-256 MAC, up to the digest. In a certificate it is encrypted. */
const SHA256_MAC = Buffer.from("3031300d060960864801650304020105000420", "hex");

/** Opens a PFX file and checks that its key belongs to its certificate. Throws {@link PfxError}, and nothing else, whatever the bytes are. */
export function openPfx(
  bytes: Uint8Array,
  password: string,
  maxMs = MAX_OPENING_MS,
): KeyAndCertificate & { readonly encryption: PfxEncryption } {
  try {
    // Node interrupts code of node:vm alone, and what that calls: it is the one way to end a loop of node-forge.
    return runInNewContext("open()", { open: () => opened(bytes, password) }, { timeout: maxMs }) as ReturnType<typeof openPfx>;
  } catch (error) {
    if (error instanceof PfxError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new PfxError("takes too long to open: it asks for too many iterations");
    throw new PfxError("is damaged");
  }
}

function opened(bytes: Uint8Array, password: string): ReturnType<typeof openPfx> {
  const container = containerIn(bytes, password);
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

function containerIn(bytes: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  let form: forge.asn1.Asn1;
  try {
    form = forge.asn1.fromDer(Buffer.from(bytes).toString("latin1"));
  } catch {
    throw new PfxError("is not a PFX file (PKCS#12)");
  }
  if (form.value.length === 2) throw new PfxError("has no MAC, so nobody can tell whether its password is right");
  try {
    return forge.pkcs12.pkcs12FromAsn1(form, password);
  } catch (error) {
    const said = error instanceof Error ? error.message : "";
    if (/password/i.test(said)) throw new PfxError("does not open: the password is another one, or the file is damaged");
    if (/Cannot read PKCS#12 PFX|ASN.1 object/.test(said)) throw new PfxError("is not a PFX file (PKCS#12)");
    throw new PfxError(
      "is damaged, or encrypted in a way that is not supported: export it with 3DES and SHA-1 (TripleDES-SHA1) or with AES-256",
    );
  }
}

function keyIn(container: forge.pkcs12.Pkcs12Pfx): KeyObject {
  const bags = [...bagsOf(container, forge.pki.oids.pkcs8ShroudedKeyBag), ...bagsOf(container, forge.pki.oids.keyBag)];
  const [bag, ...others] = bags;
  if (bag === undefined) throw new PfxError("has no private key: export the certificate together with its private key");
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
