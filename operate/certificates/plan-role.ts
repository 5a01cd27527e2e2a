import type { StoredFiles } from "./certificate-bucket.ts";
import {
  type CertificateChecks,
  type CertificateFiles,
  daysLeft,
  type OpenedFiles,
  openFiles,
  problemsOf,
  type Role,
} from "./certificate-files.ts";
import { isWritable } from "./write-pfx.ts";

/**
 * What happens to the files of a role. "rewrite": the same key and certificate, encrypted in another way. "renew": another key for "ssl".
 * "replace": another key that a person has named, or has to confirm.
 */
export type Action = "keep" | "create" | "rewrite" | "renew" | "replace";

export interface RolePlan {
  readonly role: Role;
  readonly action: Action;
  /** Why, as a part of a sentence; empty for what is kept without a remark. */
  readonly because: string;
  /** What is in the bucket, where it opens. */
  readonly current: OpenedFiles | undefined;
  /** The person's own files, which are used in place of a made certificate. */
  readonly own: OpenedFiles | undefined;
}

export interface PlanOptions extends CertificateChecks {
  /** A new token signing key although the present one is good. */
  readonly replaceSign: boolean;
}

/** Days before its end at which a certificate is renewed, or spoken of: "sign" needs a person who plans it. */
export const RENEWAL_DAYS: Readonly<Record<Role, number>> = { sign: 180, ssl: 60 };

/** Decides about a role. `own` has been checked. */
export function planRole(
  role: Role,
  { pfx, password }: StoredFiles,
  own: OpenedFiles | undefined,
  options: PlanOptions,
): RolePlan {
  // A PFX file without its password may still be the key that everybody uses.
  if (pfx === undefined) return { role, action: "create", because: "the bucket has none", current: undefined, own };
  const opened = password === undefined ? { problem: "has no password beside it" } : openFiles({ pfx, password });
  const current = "opened" in opened ? opened : undefined;
  const decided = own
    ? planOwn({ pfx, password }, current, own)
    : current
      ? planMade(role, current, options)
      : { action: newKeyOf(role), because: `${role}.pfx in the bucket ${(opened as { problem: string }).problem}` };
  return { role, ...decided, current, own };
}

type Decision = Pick<RolePlan, "action" | "because">;

/** ssl.pfx is renewed without a question: only the load balancer sees it. */
function newKeyOf(role: Role): Action {
  return role === "ssl" ? "renew" : "replace";
}

function planOwn(stored: StoredFiles, current: OpenedFiles | undefined, own: CertificateFiles & OpenedFiles): Decision {
  const isSameFile = stored.pfx?.equals(own.pfx) === true;
  if (isSameFile && stored.password === own.password) return { action: "keep", because: "it is the one that you named" };
  const isSame = isSameFile || current?.opened.certificate.fingerprint256 === own.opened.certificate.fingerprint256;
  return isSame
    ? { action: "rewrite", because: "you named another file or password of the same certificate" }
    : { action: "replace", because: "you named another certificate" };
}

function planMade(role: Role, current: OpenedFiles, options: PlanOptions): Decision {
  const { certificate, encryption } = current.opened;
  // How it is encrypted is no reason for another key.
  const problems = problemsOf(current.opened, role, { ...options, modern: true });
  const left = daysLeft(certificate, options.now);
  if (role === "ssl" && problems.length === 0 && left < RENEWAL_DAYS.ssl) problems.push(`ends in ${left} days`);
  // One of an authority was named once, and a person may want to name the next one.
  const hint =
    certificate.issuer === certificate.subject ? "" : `; name another of your own with --${role} if it must not be a made one`;
  if (problems.length > 0) return { action: newKeyOf(role), because: `the present one ${problems.join(", and ")}${hint}` };
  if (role === "sign" && options.replaceSign) return { action: "replace", because: "--replace-sign" };
  if (encryption !== (options.modern ? "aes" : "3des")) {
    const was = encryption === "aes" ? "AES" : "3DES";
    return isWritable(current.opened)
      ? { action: "rewrite", because: `it was encrypted with ${was}` }
      : {
          action: "keep",
          because: `it stays encrypted with ${was}, as the key of an issuer in it is not RSA: name another file`,
        };
  }
  return role === "sign" && left < RENEWAL_DAYS.sign
    ? { action: "keep", because: `it ends in ${left} days: plan its replacement (--replace-sign --yes)` }
    : { action: "keep", because: "" };
}
