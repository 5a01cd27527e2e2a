import type { CommandShape, Given, OptionRows } from "../../operate/command-line/arguments.ts";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import { STACK_NAMES } from "../../operate/deployed-stack/deployed-stack.ts";
import { applySavedPlan } from "./apply-saved-plan.ts";
import { savePlan } from "./save-plan.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack", required: true },
  file: { value: "FILE", help: "the plan", required: true },
  sha256: { value: "DIGEST", help: "apply: the digest that save has printed; another file is refused" },
  "max-age-hours": { value: "HOURS", help: "apply: an older plan is refused; 24 without it" },
} as const satisfies OptionRows;

export const UPDATE_PLAN = {
  command: "npm run update-plan --",
  purpose: "Saves what pulumi up would do to a deployed stack, and later does exactly that or nothing.",
  options: OPTIONS,
  operand: { name: "save|apply", help: "save asks the account and changes nothing; apply deploys", required: true },
  examples: [
    "npm run update-plan -- save --stack nonprod --file nonprod.plan.json",
    "npm run update-plan -- apply --stack nonprod --file nonprod.plan.json",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

const DEFAULT_MAX_AGE_HOURS = "24";

export async function runUpdatePlan(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  directory = process.cwd(),
): Promise<number> {
  const { operand, stack = "", file = "", sha256 } = given;
  const age = given["max-age-hours"] ?? DEFAULT_MAX_AGE_HOURS;
  const problems = [
    ...(operand === "save" || operand === "apply" ? [] : ["the first word must be save or apply"]),
    ...(/^\d{1,4}$/.test(age) && Number(age) > 0 ? [] : ['--max-age-hours must be a number of hours such as "24"']),
    ...(sha256 === undefined || /^[0-9a-f]{64}$/.test(sha256) ? [] : ["--sha256 must be 64 hexadecimal digits"]),
  ];
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.usage);
  if (operand === "save") return savePlan(stack, file, terminal, directory);
  return applySavedPlan(file, { stack, sha256, maxAgeHours: Number(age) }, terminal, directory);
}
