import type { X509Certificate } from "node:crypto";
import { openPfx } from "./open-pfx.ts";
import { type KeyAndCertificate, type PfxEncryption, PfxError } from "./pfx.ts";
import { subjectName } from "./subject-name.ts";

/** The two certificates of XMPro's packages. "sign" signs the tokens of all products; "ssl" is IIS's, behind the load balancer. */
export const ROLES = ["sign", "ssl"] as const;
export type Role = (typeof ROLES)[number];

/** Real ones have some kilobytes. */
export const MAX_FILE_BYTES = 2 ** 20;

/** A PFX file and the password that opens it. */
export interface CertificateFiles {
  readonly pfx: Buffer;
  readonly password: string;
}

/** A pair of files that was opened. */
export interface OpenedFiles extends CertificateFiles {
  readonly opened: KeyAndCertificate & { readonly encryption: PfxEncryption };
}

/** What a certificate is checked against. */
export interface CertificateChecks {
  /** Host names of the products. */
  readonly hosts: readonly string[];
  readonly now: Date;
  /** AES is accepted. */
  readonly modern: boolean;
}

const DAY_MS = 86_400_000;

/** Whole days until a certificate ends; negative after it. */
export function daysLeft(certificate: X509Certificate, now: Date): number {
  return Math.floor((certificate.validToDate.getTime() - now.getTime()) / DAY_MS);
}

/** Opens a pair of files, or says why it cannot be used. */
export function openFiles(files: CertificateFiles): OpenedFiles | { readonly problem: string } {
  try {
    return { ...files, opened: openPfx(files.pfx, files.password) };
  } catch (error) {
    if (error instanceof PfxError) return { problem: error.message };
    throw error;
  }
}

/** What makes a certificate unfit for a role; all problems at once, each completes "FILE …". */
export function problemsOf(
  { certificate, encryption }: OpenedFiles["opened"],
  role: Role,
  { hosts, now, modern }: CertificateChecks,
): string[] {
  const { publicKey } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  const missing = role === "ssl" ? hosts.filter((host) => certificate.checkHost(host) === undefined) : [];
  return [
    ...(certificate.validFromDate > now ? [`is valid only from ${dateOf(certificate.validFromDate)} on`] : []),
    ...(certificate.validToDate <= now ? [`ended on ${dateOf(certificate.validToDate)}`] : []),
    ...(bits < 2048 ? [`has a key of ${bits} bits; 2048 or more are needed`] : []),
    ...(hasWeakSignature(certificate) ? ["is signed with SHA-1 or MD5; SHA-256 or better is needed"] : []),
    ...(missing.length > 0 ? [`is not for ${missing.join(", ")}`] : []),
    ...(role === "sign" && subjectName(certificate) === ""
      ? ["has no subject, and Subscription Manager finds it by its subject"]
      : []),
    ...(encryption === "aes" && !modern
      ? [
          "is protected with AES or SHA-256, which Subscription Manager may refuse: export it with 3DES and SHA-1 (TripleDES-SHA1), or pass --modern",
        ]
      : []),
  ];
}

function hasWeakSignature(certificate: X509Certificate): boolean {
  // Not in its types yet.
  const { signatureAlgorithm = "" } = certificate as X509Certificate & { signatureAlgorithm?: string };
  return /(sha1|md5)/i.test(signatureAlgorithm);
}

/** "2029-11-28". */
export function dateOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
