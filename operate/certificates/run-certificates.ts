import type { StackName } from "../../stacks/settings/domain.ts";
import { type CommandShape, type Given, JSON_OPTION, type OptionRows } from "../command-line/arguments.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { jsonText } from "../command-line/json-text.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import { accessTo } from "../deployed-stack/aws-access.ts";
import { openDeployedStack, STACK_NAMES } from "../deployed-stack/deployed-stack.ts";
import { carryOut } from "./carry-out.ts";
import { CertificateBucket } from "./certificate-bucket.ts";
import { type CertificateChecks, type OpenedFiles, ROLES, type Role } from "./certificate-files.ts";
import { makeCertificate } from "./make-certificate.ts";
import { problemOfFolder, writeToFolder } from "./out-folder.ts";
import { problemOfPaths, readOwnFiles } from "./own-files.ts";
import { planRole } from "./plan-role.ts";
import { type Outcome, reportDocument, reportLines } from "./report.ts";

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
  json: JSON_OPTION,
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

/** What a test gives in place of the real thing. */
export interface CertificatesRuntime {
  readonly openStack: typeof openDeployedStack;
  readonly make: typeof makeCertificate;
  readonly now: () => Date;
}

const REAL: CertificatesRuntime = { openStack: openDeployedStack, make: makeCertificate, now: () => new Date() };

/** Runs the command and gives its exit code. Nothing is written before all that was given has been checked. */
export async function runCertificates(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  { openStack, make, now: clock }: CertificatesRuntime = REAL,
): Promise<number> {
  await checkOptions(given);
  const now = clock();
  terminal.err(`Reading the stack ${given.stack} from Pulumi's state …`);
  const stack = await openStack(given.stack as StackName);
  const hosts = Object.values(stack.outputs.hosts);
  const options = { hosts, now, modern: given.modern, replaceSign: given["replace-sign"] };
  const own = await ownFiles(given, options);

  const bucket = new CertificateBucket(await accessTo(stack), stack.outputs.certificateBucket, stack.accountId);
  const stored = { sign: await bucket.read("sign"), ssl: await bucket.read("ssl") };
  const outcomes: Outcome[] = [];
  for (const role of ROLES) {
    const plan = planRole(role, stored[role], own[role], options);
    const needsYes = role === "sign" && plan.action === "replace" && !given.yes;
    const carryOutOptions = {
      stack: stack.name,
      hosts,
      modern: given.modern,
      make: (wish: Parameters<typeof make>[0]) => {
        terminal.err(`Making a key and a certificate for ${role}.pfx …`);
        return make(wish, now);
      },
      write: bucket.write.bind(bucket),
    };
    outcomes.push({ plan, files: needsYes ? plan.current : await carryOut(plan, carryOutOptions), isDone: !needsYes });
  }
  if (given.out !== undefined) await writeOut(given.out, outcomes);

  const report = { stack: stack.name, bucket: stack.outputs.certificateBucket, outcomes, now, out: given.out };
  if (given.json) terminal.out(jsonText(reportDocument(report)));
  else for (const line of reportLines(report)) terminal.out(printable(line));
  return outcomes.every(({ isDone }) => isDone) ? EXIT_CODE.good : EXIT_CODE.wrong;
}

/** What can be seen of the options alone, before anybody waits for Pulumi. */
async function checkOptions(given: Given<typeof OPTIONS>): Promise<void> {
  const problems = [
    ...ROLES.map((role) => problemOfPaths(role, { pfx: given[role], password: given[`${role}-password`] })),
    given["replace-sign"] && given.sign !== undefined
      ? "--replace-sign makes a new key and --sign names one: give one of them."
      : undefined,
    given.out === undefined ? undefined : await problemOfFolder(given.out),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.usage);
}

async function ownFiles(
  given: Given<typeof OPTIONS>,
  checks: CertificateChecks,
): Promise<Readonly<Record<Role, OpenedFiles | undefined>>> {
  const read = (role: Role) => readOwnFiles(role, { pfx: given[role], password: given[`${role}-password`] }, checks);
  const [sign, ssl] = await Promise.all([read("sign"), read("ssl")]);
  const problems = [...sign.problems, ...ssl.problems];
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.wrong);
  return { sign: sign.files, ssl: ssl.files };
}

async function writeOut(folder: string, outcomes: readonly Outcome[]): Promise<void> {
  try {
    for (const { plan, files } of outcomes) if (files) await writeToFolder(folder, plan.role, files);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    const problem = `The bucket has the files, but they cannot be written to ${folder}: ${code}. Name another folder and run the command again.`;
    throw new CommandRefused([problem], EXIT_CODE.wrong);
  }
}
