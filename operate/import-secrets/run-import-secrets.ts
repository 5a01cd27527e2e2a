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
import { confirmAndWrite } from "./confirm-and-write.ts";
import { ParameterStore } from "./parameter-store.ts";
import { planImport } from "./plan-import.ts";
import { Environment } from "./restart/environment.ts";
import type { RestartOptions } from "./restart/restart-app-servers.ts";
import { nameOf } from "./restore-points.ts";
import { planRollBack } from "./roll-back.ts";
import { checkEntries } from "./secrets-file/check-entries.ts";
import { decodeFile, MAX_FILE_BYTES } from "./secrets-file/decode-file.ts";
import { FileRefused } from "./secrets-file/file-refused.ts";
import { readEntries, type SecretsFile } from "./secrets-file/read-entries.ts";
import { stackValueOf } from "./stack-values.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack that gets the parameters", required: true },
  product: { value: "PRODUCT", oneOf: Object.keys(PRODUCTS), help: "the product whose installer wrote the file", required: true },
  yes: { help: "write without asking; without a terminal nothing is written unless it is given" },
  prune: { help: "delete the product's parameters that are only in SSM, but never SALT or an encryption key" },
  "roll-back": {
    help: "go back to what was there before the last import, in place of reading a file; each time one import further",
  },
  "take-stack-values": {
    help: "write database, Redis, URLs and auto scale as the file has them; without it the stack's stay, see docs/install-xmpro.md",
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
  if (given["roll-back"] === (given.operand !== undefined)) {
    const problem = given["roll-back"]
      ? "--roll-back takes no file"
      : 'FILE must be given such as "App Secrets.xml", or --roll-back';
    throw new CommandRefused([problem], EXIT_CODE.usage);
  }
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
  const options = {
    stackValueOf: (name: string) => stackValueOf(name, product, prefix, stack.outputs),
    takeStackValues: given["take-stack-values"],
    replaceSalt: given["replace-salt"],
    replaceEncryptionKey: given["replace-encryption-key"],
  };
  const rollBack = entries ? undefined : await planRollBack(store, stored, options);
  if (entries === undefined && rollBack === undefined) {
    const problem = `There is nothing to go back to: no earlier import of ${PRODUCTS[product].title} differs from what SSM has.`;
    throw new CommandRefused([problem], EXIT_CODE.wrong);
  }
  const wanted = new Map([...(entries ?? [])].map(([name, { value }]) => [name, value]));
  const plan = rollBack?.plan ?? planImport(wanted, stored, options);
  const report = {
    stack: stack.name,
    product,
    plan,
    ignored: file?.ignored ?? [],
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
