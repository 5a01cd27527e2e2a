import type { X509Certificate } from "node:crypto";
import { type KeyAndCertificate, openPfx, type PfxEncryption, PfxError } from "./pfx.ts";

/** The two certificates of XMPro's packages. "sign" signs the tokens of all products; "ssl" is IIS's, behind the load balancer. */
export const ROLES = ["sign", "ssl"] as const;
export type Role = (typeof ROLES)[number];

/** A PFX file and the password that opens it. */
export interface CertificateFiles {
  readonly pfx: Buffer;
  readonly password: string;
}

/** A pair of files that was opened. */
export interface OpenedFiles extends CertificateFiles {
  readonly opened: KeyAndCertificate & { readonly encryption: PfxEncryption };
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

/** The subject as .NET and XMPro's parameter CERT write it, such as "CN=xmpro-nonprod-sign". */
export function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.split("\n").reverse().join(", ");
}

/** What makes a certificate unfit for a role; all problems at once, each completes "FILE …". `hosts` are the products' host names. */
export function problemsOf(
  { certificate, encryption }: OpenedFiles["opened"],
  role: Role,
  { hosts, now, modern }: { readonly hosts: readonly string[]; readonly now: Date; readonly modern: boolean },
): string[] {
  const { publicKey } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  const missing = role === "ssl" ? hosts.filter((host) => certificate.checkHost(host) === undefined) : [];
  return [
    ...(certificate.validFromDate > now ? [`is valid only from ${dateOf(certificate.validFromDate)} on`] : []),
    ...(certificate.validToDate <= now ? [`ended on ${dateOf(certificate.validToDate)}`] : []),
    ...(bits < 2048 ? [`has a key of ${bits} bits; 2048 or more are needed`] : []),
    ...(signsWithSha1(certificate) ? ["is signed with SHA-1 or MD5; SHA-256 or better is needed"] : []),
    ...(missing.length > 0 ? [`is not for ${missing.join(", ")}`] : []),
    ...(encryption === "aes" && !modern
      ? ["is encrypted with AES, which Subscription Manager may refuse: export it with 3DES (TripleDES-SHA1), or pass --modern"]
      : []),
  ];
}

function signsWithSha1(certificate: X509Certificate): boolean {
  return /\b(sha1|md5)/i.test((certificate as X509Certificate & { signatureAlgorithm?: string }).signatureAlgorithm ?? "");
}

/** "2029-11-28". */
export function dateOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
