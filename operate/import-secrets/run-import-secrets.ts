import { readFile, stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import type { StackName } from "../../stacks/settings/domain.ts";
import { type CommandShape, type Given, JSON_OPTION, type OptionRows } from "../command-line/arguments.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { jsonText } from "../command-line/json-text.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import { type AwsAccess, accessTo } from "../deployed-stack/aws-access.ts";
import { type DeployedStack, openDeployedStack, STACK_NAMES } from "../deployed-stack/deployed-stack.ts";
import { Environment } from "../restart/environment.ts";
import type { RestartOptions } from "../restart/restart-app-servers.ts";
import { confirmAndWrite } from "./confirm-and-write.ts";
import { ParameterStore } from "./parameter-store.ts";
import { type PlannedParameter, planImport } from "./plan-import.ts";
import { nameOf } from "./restore-points.ts";
import { planRollBack } from "./roll-back.ts";
import { checkEntries } from "./secrets-file/check-entries.ts";
import { decodeFile, MAX_FILE_BYTES } from "./secrets-file/decode-file.ts";
import { FileRefused } from "./secrets-file/file-refused.ts";
import { readEntries, type SecretsFile } from "./secrets-file/read-entries.ts";
import { readStackSecrets } from "./stack-values/stack-secrets.ts";
import { stackValueOf } from "./stack-values/stack-value-of.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack that gets the parameters", required: true },
  product: { value: "PRODUCT", oneOf: Object.keys(PRODUCTS), help: "the product whose installer wrote the file", required: true },
  yes: { help: "write without asking; without a terminal nothing is written unless it is given" },
  prune: { help: "delete the product's parameters that are only in SSM, but never SALT or an encryption key" },
  "roll-back": {
    help: "go back to what was there before the last import, in place of reading a file; each time one import further",
  },
  "from-stack": {
    help: "write the stack's own database, Redis, URLs, auto scale and mail into the parameters that have others; with FILE it imports the rest too",
  },
  "take-stack-values": {
    help: "write database, Redis, URLs, auto scale and mail as the file has them; without it the stack's stay, see docs/install-xmpro.md",
  },
  "replace-salt": { help: "let another SALT overwrite the one in SSM: what XMPro encrypted with that can never be read again" },
  "replace-encryption-key": { help: "let another encryption key overwrite the one in SSM, with the same loss" },
  "no-restart": {
    help: "leave the product's application servers running; without it they are restarted once, if something was written and a package runs",
  },
  json: JSON_OPTION,
} as const satisfies OptionRows;

export const IMPORT_SECRETS = {
  command: "npm run import-secrets --",
  purpose:
    "Stores every entry of XMPro's App Secrets.xml as an SSM SecureString, under its name, encrypted with the stack's key.",
  options: OPTIONS,
  operand: { name: "FILE", help: 'the "App Secrets.xml" that the installer wrote' },
  examples: [
    'npm run import-secrets -- --stack nonprod --product sm "App Secrets.xml"',
    "npm run import-secrets -- --stack nonprod --product sm --from-stack",
    "npm run import-secrets -- --stack nonprod --product sm --roll-back",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

type Options = Given<typeof OPTIONS>;

/** A stack and how to reach its account. */
export interface Deployment {
  readonly stack: DeployedStack;
  readonly access: AwsAccess;
}

async function openDeployment(name: StackName, terminal: Terminal): Promise<Deployment> {
  terminal.err(`Reading the stack ${name} from Pulumi's state …`);
  const stack = await openDeployedStack(name);
  return { stack, access: await accessTo(stack) };
}

/** Runs the command and gives its exit code. A test passes its own deployment, and does not wait. */
export async function runImportSecrets(
  given: Options,
  terminal: Terminal,
  open = openDeployment,
  pause: RestartOptions["pause"] = setTimeout,
): Promise<number> {
  const problems = wrongTogether(given);
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.usage);
  try {
    const bytes = given.operand === undefined ? undefined : await read(given.operand);
    const file = bytes && readEntries(decodeFile(bytes));
    return await importSecrets(given, file, await open(given.stack as StackName, terminal), { terminal, pause });
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    for (const line of error.message.split("\n")) terminal.err(printable(`${given.operand}, ${line}`));
    if (given.json) terminal.out(jsonText({ stack: given.stack, product: given.product, problems: error.problems }));
    terminal.err("Nothing is written.");
    return EXIT_CODE.wrong;
  }
}

/** What the list of parameters does not say by itself. */
function notesOn(
  plan: readonly PlannedParameter[],
  { product, fromStack, sendsMail }: { product: Product; fromStack: boolean; sendsMail: boolean },
): string[] {
  const isStale = plan.some(({ change, isOpen }) => change === "stale" && isOpen);
  const hasMail = plan.some(({ name }) => /smtp/i.test(name));
  return [
    ...(isStale && !fromStack ? ["What is stale must be changed: --from-stack writes the stack's own values."] : []),
    ...(fromStack && sendsMail && !hasMail && product !== "ds"
      ? [
          `There is no parameter of a mail server, so ${PRODUCTS[product].title} sends no mail: run its installer again, fill in its mail page, and import its file.`,
        ]
      : []),
  ];
}

/** What does not go together on the command line. */
function wrongTogether({ operand, prune, ...given }: Options): string[] {
  const [rollBack, fromStack] = [given["roll-back"], given["from-stack"]];
  return [
    ...(rollBack && operand !== undefined ? ["--roll-back takes no file"] : []),
    ...(rollBack && fromStack ? ["--roll-back and --from-stack must not be given together"] : []),
    ...(fromStack && given["take-stack-values"] ? ["--take-stack-values and --from-stack must not be given together"] : []),
    ...(fromStack && prune && operand === undefined ? ["--prune needs a file to compare with"] : []),
    ...(rollBack || fromStack || operand !== undefined
      ? []
      : ['FILE must be given such as "App Secrets.xml", or --from-stack or --roll-back']),
  ];
}

async function importSecrets(
  given: Options,
  file: SecretsFile | undefined,
  { stack, access }: Deployment,
  { terminal, pause }: { terminal: Terminal; pause: RestartOptions["pause"] },
) {
  const product = given.product as Product;
  const { parameterPrefixes, parameterKeyArn, environments } = stack.outputs;
  const prefix = parameterPrefixes[product];
  const entries = file && checkEntries(file.entries, product, parameterPrefixes);
  const store = new ParameterStore(access, {
    prefix,
    keyArn: parameterKeyArn,
    tags: { ...stack.tags, "managed-by": "import-secrets" },
    description: `XMPro ${PRODUCTS[product].title}, from App Secrets.xml`,
  });
  const stored = await store.list(new Set(entries?.keys()));
  const fromStack = given["from-stack"];
  const secrets = await readStackSecrets(access, stack.outputs, fromStack);
  const options = {
    stackValueOf: (name: string) => stackValueOf(name, product, prefix, stack.outputs, secrets),
    takeStackValues: given["take-stack-values"],
    fromStack,
    replaceSalt: given["replace-salt"],
    replaceEncryptionKey: given["replace-encryption-key"],
  };
  const rollBack = given["roll-back"] ? await planRollBack(store, stored, options) : undefined;
  if (given["roll-back"] && rollBack === undefined) {
    const problem = `There is nothing to go back to: no earlier import of ${PRODUCTS[product].title} differs from what SSM has.`;
    throw new CommandRefused([problem], EXIT_CODE.wrong);
  }
  // Without a file it is about what the stack knows, and SSM's values are what is wanted but for that.
  const known = entries ? stored : stored.filter(({ name }) => options.stackValueOf(name));
  const wanted = new Map(
    entries ? [...entries].map(([name, { value }]) => [name, value]) : known.map(({ name, value }) => [name, value]),
  );
  const plan = rollBack?.plan ?? planImport(wanted, known, options);
  if (plan.length === 0 && entries === undefined) {
    const problem = `SSM has no parameter of ${PRODUCTS[product].title} whose value the stack knows. Import its App Secrets.xml first.`;
    throw new CommandRefused([problem], EXIT_CODE.wrong);
  }
  const report = {
    stack: stack.name,
    product,
    plan,
    ignored: file?.ignored ?? [],
    notes: notesOn(plan, { product, fromStack, sendsMail: stack.outputs.mail !== undefined }),
    goesBackTo: rollBack && nameOf(rollBack.point),
    prune: given.prune,
    progress: undefined,
    restart: undefined,
  };
  const environment = environments && new Environment(access, environments[product]);
  const { yes, json, "no-restart": noRestart } = given;
  return confirmAndWrite(report, { rollBack, store, stored, terminal, yes, json, environment, noRestart, pause });
}

/** The bytes of a file; of one that is too large only so many that this shows. */
async function read(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) return Buffer.alloc(MAX_FILE_BYTES + 1);
    return await readFile(path);
  } catch (error) {
    const problem = `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}.`;
    throw new CommandRefused([problem], EXIT_CODE.usage);
  }
}
