import { type CertificateFiles, daysLeft, type OpenedFiles, openFiles, problemsOf, type Role } from "./certificate-files.ts";

/**
 * What happens to the files of a role. "rewrite": the same key and certificate, encrypted in another way. "replace": another key, which for
 * "sign" a person has to confirm.
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

export interface PlanOptions {
  readonly hosts: readonly string[];
  readonly now: Date;
  readonly modern: boolean;
  /** A new token signing key although the present one is good. */
  readonly replaceSign: boolean;
}

/** Days before its end at which a certificate is renewed, or spoken of: "sign" needs a person who plans it. */
export const RENEWAL_DAYS: Readonly<Record<Role, number>> = { sign: 180, ssl: 60 };

/** Decides about a role. `own` has been checked. */
export function planRole(
  role: Role,
  files: CertificateFiles | undefined,
  own: OpenedFiles | undefined,
  options: PlanOptions,
): RolePlan {
  const opened = files && openFiles(files);
  const current = opened && "opened" in opened ? opened : undefined;
  const plan = (action: Action, because: string): RolePlan => ({ role, action, because, current, own });
  const anew = role === "ssl" ? "renew" : "replace";
  if (files === undefined) return plan("create", "the bucket has none");
  if (own) {
    const isSame = current?.opened.certificate.fingerprint256 === own.opened.certificate.fingerprint256;
    if (!isSame) return plan("replace", "you named another one");
    return current.pfx.equals(own.pfx) && current.password === own.password
      ? plan("keep", "it is the one that you named")
      : plan("rewrite", "you named another file with the same certificate");
  }
  if (opened && "problem" in opened) return plan(anew, `the file in the bucket ${opened.problem}`);
  if (current === undefined) return plan(anew, "the file in the bucket cannot be read");
  // How it is encrypted is no reason for another key.
  const problems = problemsOf(current.opened, role, { ...options, modern: true });
  if (problems.length > 0) return plan(anew, `the one in the bucket ${problems.join(", and ")}`);
  const left = daysLeft(current.opened.certificate, options.now);
  if (role === "ssl" && left < RENEWAL_DAYS.ssl) return plan("renew", `it ends in ${left} days`);
  if (role === "sign" && options.replaceSign) return plan("replace", "--replace-sign");
  const encryption = options.modern ? "aes" : "3des";
  if (current.opened.encryption !== encryption)
    return plan("rewrite", `it was encrypted with ${current.opened.encryption === "aes" ? "AES" : "3DES"}`);
  return role === "sign" && left < RENEWAL_DAYS.sign
    ? plan("keep", `it ends in ${left} days: plan its replacement (--replace-sign --yes)`)
    : plan("keep", "");
}
