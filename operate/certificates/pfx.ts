import type { KeyObject, X509Certificate } from "node:crypto";

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
