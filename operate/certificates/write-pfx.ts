import forge from "node-forge";
import type { KeyAndCertificate, PfxEncryption } from "./pfx.ts";

/** Of the functions that make a key of the password. The password itself is 32 random characters, which nobody guesses. */
const ITERATIONS = 10_000;

const ALGORITHMS = { "3des": "3des", aes: "aes256" } as const satisfies Record<PfxEncryption, string>;

/** Writes a PFX file. Its certificates are in the clear, as they are public; its key is encrypted, and a SHA-1 MAC covers all of it. */
export function writePfx({ key, certificate, chain }: KeyAndCertificate, password: string, encryption: PfxEncryption): Buffer {
  const pem = key.export({ type: "pkcs1", format: "pem" }) as string;
  const certificates = [certificate, ...chain].map((each) => forge.pki.certificateFromPem(each.toString()));
  const options = { algorithm: ALGORITHMS[encryption], count: ITERATIONS, saltSize: 16, prfAlgorithm: "sha256" };
  const container = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(pem), certificates, password, options);
  return Buffer.from(forge.asn1.toDer(container).getBytes(), "latin1");
}

/** Whether {@link writePfx} can write it: node-forge reads no certificate whose key is not RSA, such as that of an issuer. */
export function isWritable({ chain }: KeyAndCertificate): boolean {
  return chain.every(({ publicKey }) => publicKey.asymmetricKeyType === "rsa");
}
