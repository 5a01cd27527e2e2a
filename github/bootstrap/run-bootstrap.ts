import { setTimeout } from "node:timers/promises";
import type { CommandShape, Given, OptionRows } from "../../operate/command-line/arguments.ts";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import { printable } from "../../operate/command-line/printable.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import { accessTo } from "../../operate/deployed-stack/aws-access.ts";
import { STACK_NAMES } from "../../operate/deployed-stack/deployed-stack.ts";
import type { StackName } from "../../stacks/settings/domain.ts";
import { inspectFirst, inspectRest, type Wanted } from "./account/account.ts";
import { combined, type Inspection } from "./account/step.ts";
import { carryOut } from "./carry-out.ts";
import { type Clients, clientsOf } from "./clients.ts";
import type { Target } from "./names.ts";
import { nextSteps } from "./next-steps.ts";
import { type Plan, planOf } from "./plan/plan.ts";
import { readTarget } from "./plan/target.ts";
import { lookUpOf, readRepository } from "./repository.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack whose account gets what GitHub Actions needs", required: true },
  repository: { value: "OWNER/NAME", help: "the only repository that may use it, spelled as GitHub does", required: true },
  "repository-id": { value: "NUMBER", help: `its id: ${lookUpOf("OWNER/NAME")[0]}`, required: true },
  "owner-id": { value: "NUMBER", help: "the id of its owner: the last line of the same command", required: true },
  check: { help: "only compare: change nothing, and end with 1 where something differs" },
  yes: { help: "change without asking; without a terminal nothing is changed unless it is given" },
} as const satisfies OptionRows;

export const BOOTSTRAP = {
  command: "npm run bootstrap --",
  purpose:
    "Creates what GitHub Actions needs in a stack's account: a bucket for Pulumi's state, a key for its secrets, GitHub's OIDC provider, and a role each to preview and to deploy.",
  options: OPTIONS,
  examples: [
    "npm run bootstrap -- --stack prod --repository acme/xmpro --repository-id 123456789 --owner-id 987654321",
    "npm run bootstrap -- --stack prod --repository acme/xmpro --repository-id 123456789 --owner-id 987654321 --check",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

/** What a test replaces. */
export interface BootstrapRuntime {
  /** Folder of Pulumi.yaml. npm runs a script in the folder of its package.json, which is the same one. */
  readonly directory: string;
  /** @throws CouldNotLook for credentials of another account */
  readonly open: (target: Target) => Promise<Clients>;
  readonly planOf: (directory: string, target: Target) => Promise<Plan>;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const REAL: BootstrapRuntime = {
  directory: process.cwd(),
  open: async ({ stack, accountId, region }) => clientsOf(await accessTo({ name: stack as StackName, accountId, region })),
  planOf,
  pause: setTimeout,
};

/** Runs the command and gives its exit code. */
export async function runBootstrap(given: Given<typeof OPTIONS>, terminal: Terminal, runtime = REAL): Promise<number> {
  const { directory, open, pause } = runtime;
  if (given.check && given.yes) throw new CommandRefused(["--check and --yes must not be given together"], EXIT_CODE.usage);
  const repository = readRepository({
    repository: given.repository ?? "",
    "repository-id": given["repository-id"] ?? "",
    "owner-id": given["owner-id"] ?? "",
  });
  const target = readTarget(directory, given.stack ?? "");
  terminal.err(`Looking at account ${target.accountId} in ${target.region} …`);
  const clients = await open(target);
  const wanted: Wanted = { clients, target, repository, plan: await runtime.planOf(directory, target), pause };
  const { first, keyArn } = await inspectFirst(wanted);
  const all = combined([first, await inspectRest(wanted, keyArn)]);
  for (const line of inspectionLines(all, target)) terminal.out(printable(line));
  if (all.problems.length > 0) return EXIT_CODE.wrong;
  if (given.check) return all.steps.length + all.notes.length === 0 ? EXIT_CODE.good : EXIT_CODE.wrong;
  if (all.steps.length > 0) {
    if (!(await isConfirmed(given.yes, terminal, target))) {
      terminal.out("Nothing is changed.");
      return EXIT_CODE.wrong;
    }
    const { done, failure } = await carryOut(first, wanted, (line) => terminal.err(printable(line)));
    if (failure !== undefined) {
      terminal.err(printable(failure));
      terminal.err(`${done.length} steps are done. Run the same command again: it goes on from there.`);
      return EXIT_CODE.unknown;
    }
  }
  for (const line of ["", ...nextSteps(target, repository)]) terminal.out(printable(line));
  return EXIT_CODE.good;
}

function inspectionLines({ steps, problems, notes }: Inspection, { accountId, stack }: Target): string[] {
  const listed = steps.flatMap(({ title, details }, at) => [
    `${String(at + 1).padStart(3)}. ${title}`,
    ...details.map((detail) => `     ${detail}`),
  ]);
  return [
    ...(problems.length > 0
      ? [`Account ${accountId} cannot be prepared for ${stack}. Nothing is changed.`, ...problems.map((line) => `  ${line}`)]
      : steps.length === 0
        ? [`Account ${accountId} has all that GitHub Actions needs for ${stack}.`]
        : [`Account ${accountId}, for the stack ${stack}:`, ...listed]),
    ...notes,
  ];
}

async function isConfirmed(yes: boolean, { ask, err }: Terminal, { accountId }: Target): Promise<boolean> {
  if (yes) return true;
  if (ask === undefined) {
    err("There is no terminal to ask on: give --yes to change the account without a question.");
    return false;
  }
  const answer = await ask(`Change account ${accountId}? Only "yes" does it: `);
  return answer.trim() === "yes";
}
