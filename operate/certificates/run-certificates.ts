import { randomInt } from "node:crypto";
import { join } from "node:path";
import type { CommandShape, Given, OptionRows } from "../command-line/arguments.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import { accessTo } from "../deployed-stack/aws-access.ts";
import { openDeployedStack, STACK_NAMES, type StackName } from "../deployed-stack/deployed-stack.ts";
import { CertificateBucket } from "./certificate-bucket.ts";
import {
  type CertificateFiles,
  dateOf,
  daysLeft,
  type OpenedFiles,
  openFiles,
  ROLES,
  type Role,
  subjectOf,
} from "./certificate-files.ts";
import { makeCertificate } from "./make-certificate.ts";
import { problemOfFolder, writeToFolder } from "./out-folder.ts";
import { readOwnFiles } from "./own-files.ts";
import { writePfx } from "./pfx.ts";
import { type Action, planRole, type RolePlan } from "./plan-role.ts";

const PROJECT = join(import.meta.dirname, "..", "..");

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack whose bucket gets the files", required: true },
  out: { value: "DIR", help: "write the four files to this new folder as well, readable by their owner alone" },
  modern: { help: "encrypt the PFX files with AES-256; without it with 3DES, which every Windows Server and XMPro read" },
  sign: { value: "FILE", help: "use this PFX file for sign.pfx in place of a made one" },
  "sign-password": { value: "FILE", help: "file with the password of --sign" },
  ssl: { value: "FILE", help: "use this PFX file for ssl.pfx in place of a made one" },
  "ssl-password": { value: "FILE", help: "file with the password of --ssl" },
  "replace-sign": { help: "make a new token signing key although the present one is good, such as after a leak; needs --yes" },
  yes: { help: "replace sign.pfx where that is needed: see what it says without --yes first" },
  json: { help: "print one JSON document" },
} as const satisfies OptionRows;

export const CERTIFICATES = {
  command: "npm run certificates --",
  purpose:
    "Makes and renews sign.pfx and ssl.pfx, with their password files, in the bucket that XMPro's packages read them from.",
  options: OPTIONS,
  examples: [
    "npm run certificates -- --stack nonprod",
    "npm run certificates -- --stack prod --ssl company.pfx --ssl-password company.txt",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

/** Validity of what is made, days. XMPro's recipe has ten years for the key that signs; nobody verifies the other one. */
const VALID_DAYS: Readonly<Record<Role, number>> = { sign: 3650, ssl: 1095 };

const INVALIDATES = [
  "A new sign.pfx signs everybody out: no product accepts a token that the present key has signed.",
  "Where XMPro's installers were given the same file as encryption certificate, values that it encrypted can never be read again.",
  "Keep a copy of the present files (the bucket keeps old versions for 90 days), and replace the instances of all products afterwards.",
];

/** What happened to a role. */
interface Outcome {
  readonly plan: RolePlan;
  /** What the bucket has now; undefined where nothing usable is there. */
  readonly files: OpenedFiles | undefined;
  readonly isDone: boolean;
}

/** Runs the command and gives its exit code. */
export async function runCertificates(given: Given<typeof OPTIONS>, terminal: Terminal): Promise<number> {
  const now = new Date();
  const refused = given.out === undefined ? undefined : await problemOfFolder(given.out);
  if (refused !== undefined) return refuse([refused], terminal);
  const stack = await openDeployedStack(given.stack as StackName, PROJECT);
  const { hosts: names, certificateBucket } = stack.outputs;
  const hosts = Object.values(names);
  const options = { hosts, now, modern: given.modern, replaceSign: given["replace-sign"] };
  const own = {
    sign: await readOwnFiles("sign", { pfx: given.sign, password: given["sign-password"] }, options),
    ssl: await readOwnFiles("ssl", { pfx: given.ssl, password: given["ssl-password"] }, options),
  };
  const problems = Object.values(own).flatMap((each) => (Array.isArray(each) ? each : []));
  if (problems.length > 0) return refuse(problems, terminal);

  const bucket = new CertificateBucket(await accessTo(stack), certificateBucket, stack.accountId);
  const outcomes: Outcome[] = [];
  for (const role of ROLES) {
    const plan = planRole(role, await bucket.read(role), own[role] as OpenedFiles | undefined, options);
    const isRefused = role === "sign" && plan.action === "replace" && !given.yes;
    if (isRefused) outcomes.push({ plan, files: plan.current, isDone: false });
    else outcomes.push({ plan, files: await carryOut(plan, stack.name, options, bucket, terminal), isDone: true });
  }
  if (given.out !== undefined)
    for (const { plan, files } of outcomes) if (files) await writeToFolder(given.out, plan.role, files);
  if (given.json) terminal.out(JSON.stringify(report(stack.name, certificateBucket, outcomes), null, 2));
  else for (const line of lines(outcomes, certificateBucket, now, given.out)) terminal.out(printable(line));
  return outcomes.every(({ isDone }) => isDone) ? EXIT_CODE.good : EXIT_CODE.wrong;
}

function refuse(problems: readonly string[], terminal: Terminal): number {
  for (const problem of problems) terminal.err(printable(problem));
  return EXIT_CODE.usage;
}

async function carryOut(
  { role, action, current, own }: RolePlan,
  stack: StackName,
  { hosts, modern }: { readonly hosts: readonly string[]; readonly modern: boolean },
  bucket: CertificateBucket,
  terminal: Terminal,
): Promise<OpenedFiles | undefined> {
  if (action === "keep") return current;
  let files: CertificateFiles;
  if (own) files = own;
  else {
    if (action !== "rewrite") terminal.err(`Making a key and a certificate for ${role}.pfx …`);
    const made =
      action === "rewrite" && current
        ? current.opened
        : await makeCertificate(
            role === "sign"
              ? { commonName: `xmpro-${stack}-sign`, days: VALID_DAYS.sign }
              : { commonName: hosts[0] as string, days: VALID_DAYS.ssl, hosts },
          );
    // The password stays: an instance that starts between the two uploads finds files that fit each other.
    const password = current?.password ?? newPassword();
    files = { pfx: writePfx(made, password, modern ? "aes" : "3des"), password };
  }
  await bucket.write(role, files);
  const opened = openFiles(files);
  return "opened" in opened ? opened : undefined;
}

/** 32 letters and digits, 190 bits: nothing that a script, a shell or XML would read in another way. */
function newPassword(): string {
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: 32 }, () => characters[randomInt(characters.length)]).join("");
}

const DONE: Readonly<Record<Action, string>> = {
  keep: "kept",
  create: "created",
  rewrite: "rewritten",
  renew: "renewed",
  replace: "replaced",
};

function lines(outcomes: readonly Outcome[], bucket: string, now: Date, out: string | undefined): string[] {
  const sign = outcomes.find(({ plan }) => plan.role === "sign");
  const isNew = outcomes.some(({ plan, isDone }) => isDone && plan.action !== "keep");
  return [
    `Bucket ${bucket}`,
    ...outcomes.map(({ plan, files, isDone }) =>
      [
        `  ${plan.role}.pfx`.padEnd(11),
        (isDone ? DONE[plan.action] : "not replaced").padEnd(13),
        files ? detail(files, now) : "",
        plan.because === "" ? "" : ` (${plan.because})`,
      ].join(""),
    ),
    ...(sign?.isDone === false ? ["", ...INVALIDATES, "To replace it, give --yes."] : []),
    ...(sign?.files
      ? [
          "",
          `The installers' token signing certificate, and the parameter CERT, must be "${subjectOf(sign.files.opened.certificate)}".`,
        ]
      : []),
    ...(isNew ? ["Instances fetch the files when a package is deployed to them. Those that run keep what they have."] : []),
    ...(out === undefined ? [] : [`The files are in ${out} too. Whoever has sign.pfx and its password can be anybody in XMPro.`]),
  ];
}

function detail({ opened: { certificate, encryption } }: OpenedFiles, now: Date): string {
  const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength;
  const left = daysLeft(certificate, now);
  return `${subjectOf(certificate)}, RSA ${bits}, ${encryption === "aes" ? "AES-256" : "3DES"}, ends ${dateOf(certificate.validToDate)}, in ${left} days`;
}

function report(stack: StackName, bucket: string, outcomes: readonly Outcome[]) {
  const sign = outcomes.find(({ plan }) => plan.role === "sign")?.files;
  return {
    stack,
    bucket,
    cert: sign && subjectOf(sign.opened.certificate),
    files: outcomes.map(({ plan, files, isDone }) => ({
      role: plan.role,
      action: isDone ? plan.action : "none",
      needs: isDone ? undefined : plan.action,
      because: plan.because,
      subject: files && subjectOf(files.opened.certificate),
      names: files?.opened.certificate.subjectAltName?.split(", ").map((name) => name.replace(/^DNS:/, "")),
      ends: files?.opened.certificate.validToDate.toISOString(),
      sha256: files?.opened.certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
      encryption: files?.opened.encryption,
    })),
  };
}
