import { randomInt } from "node:crypto";
import type { StackName } from "../../stacks/settings/domain.ts";
import { type CertificateFiles, type OpenedFiles, openFiles, type Role } from "./certificate-files.ts";
import type { CertificateWish } from "./make-certificate.ts";
import { problemOfPassword } from "./password-text.ts";
import type { KeyAndCertificate } from "./pfx.ts";
import type { RolePlan } from "./plan-role.ts";
import { writePfx } from "./write-pfx.ts";

/** Validity of what is made, days. XMPro's recipe has ten years for the key that signs; nobody verifies the other one. */
const VALID_DAYS: Readonly<Record<Role, number>> = { sign: 3650, ssl: 1095 };

export interface CarryOutOptions {
  readonly stack: StackName;
  readonly hosts: readonly string[];
  readonly modern: boolean;
  readonly make: (wish: CertificateWish) => Promise<KeyAndCertificate>;
  readonly write: (role: Role, files: CertificateFiles) => Promise<void>;
}

/** Does what a plan says. Returns what the bucket has afterwards. */
export async function carryOut(plan: RolePlan, options: CarryOutOptions): Promise<OpenedFiles | undefined> {
  if (plan.action === "keep") return plan.current;
  const files = plan.own ?? (await madeFiles(plan, options));
  await options.write(plan.role, files);
  const opened = openFiles(files);
  return "opened" in opened ? opened : undefined;
}

async function madeFiles({ role, action, current }: RolePlan, options: CarryOutOptions): Promise<CertificateFiles> {
  const made = action === "rewrite" && current ? current.opened : await options.make(wishFor(role, options));
  const password = passwordFor(action, current);
  return { pfx: writePfx(made, password, options.modern ? "aes" : "3des"), password };
}

function wishFor(role: Role, { stack, hosts }: CarryOutOptions): CertificateWish {
  if (role === "sign") return { commonName: `xmpro-${stack}-sign`, days: VALID_DAYS.sign };
  // A common name has 64 characters at most (RFC 5280, ub-common-name); alternative names have no such limit.
  return { commonName: hosts.find((host) => host.length <= 64) ?? `xmpro-${stack}-ssl`, days: VALID_DAYS.ssl, hosts };
}

/**
 * The password stays where it can: an instance that starts between the two uploads finds files that fit each other. A key that is replaced may
 * have leaked, and its password with it.
 */
function passwordFor(action: RolePlan["action"], current: CertificateFiles | undefined): string {
  const stays = action !== "replace" && current !== undefined && problemOfPassword(current.password) === undefined;
  return stays ? current.password : newPassword();
}

/** 32 letters and digits, 190 bits: nothing that a script, a shell or XML would read in another way. */
function newPassword(): string {
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: 32 }, () => characters[randomInt(characters.length)]).join("");
}
