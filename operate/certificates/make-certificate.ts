import { generateKeyPair, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";
import type { KeyAndCertificate } from "./pfx.ts";

const DAY_MS = 86_400_000;

export interface CertificateWish {
  /** Common name, at most 64 characters (RFC 5280, ub-common-name). */
  readonly commonName: string;
  readonly days: number;
  /** Names of a server. Left out: the certificate signs tokens and encrypts values. */
  readonly hosts?: readonly string[];
  /** Length of the RSA key. 4096 if left out, as XMPro's own recipe has it. */
  readonly keyBits?: number;
}

/** Makes an RSA key and a certificate that it has signed itself with SHA-256. It is valid from the day before: clocks differ. */
export async function makeCertificate(
  { commonName, days, hosts, keyBits = 4096 }: CertificateWish,
  now: Date,
): Promise<KeyAndCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: keyBits });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: "spki", format: "pem" }) as string);
  // A positive number of 16 bytes (RFC 5280, 4.1.2.2).
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(now.getTime() - DAY_MS);
  certificate.validity.notAfter = new Date(now.getTime() + days * DAY_MS);
  const name = [{ name: "commonName", value: commonName }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true, dataEncipherment: hosts === undefined },
    { name: "subjectKeyIdentifier" },
    ...(hosts === undefined
      ? []
      : [
          { name: "extKeyUsage", serverAuth: true, clientAuth: true },
          { name: "subjectAltName", altNames: hosts.map((value) => ({ type: DNS_NAME, value })) },
        ]),
  ]);
  return { key: privateKey, certificate: signed(certificate, privateKey), chain: [] };
}

/** GeneralName (RFC 5280, 4.2.1.6). */
const DNS_NAME = 2;

/** node-forge writes the form; the signature is Node's, as JavaScript takes seconds for a key of this length. */
function signed(certificate: forge.pki.Certificate, key: KeyObject): X509Certificate {
  const algorithm = forge.pki.oids.sha256WithRSAEncryption as string;
  certificate.signatureOid = algorithm;
  certificate.siginfo.algorithmOid = algorithm;
  // Not in its types, but in its documentation.
  const { getTBSCertificate } = forge.pki as unknown as {
    getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1;
  };
  const toBeSigned = getTBSCertificate(certificate);
  certificate.signature = sign("sha256", derOf(toBeSigned), key).toString("latin1");
  return new X509Certificate(derOf(forge.pki.certificateToAsn1(certificate)));
}

function derOf(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), "latin1");
}
