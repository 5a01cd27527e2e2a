import { writeFile } from "node:fs/promises";
import type { CommandShape, Given, OptionRows } from "../../operate/command-line/arguments.ts";
import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import type { Report } from "../../preview/model/report.ts";
import { type BaseReport, buildPlan } from "../pull-request-plan/build-plan.ts";
import { checkOut, commitOf } from "./base-checkout.ts";
import { previewOf } from "./preview-of.ts";

const OPTIONS = {
  base: { value: "COMMIT", help: 'the commit to compare with, such as "main"', required: true },
  out: { value: "FILE", help: "where the plan is written", required: true },
} as const satisfies OptionRows;

export const COMPARE_PREVIEWS = {
  command: "npm run compare-previews --",
  purpose: "Previews this checkout and another commit offline, and writes what differs: names and numbers, no value.",
  options: OPTIONS,
  examples: ["npm run compare-previews -- --base main --out plan.json"],
} as const satisfies CommandShape<typeof OPTIONS>;

/** Exit code 1, with a plan, when this checkout has wrong settings or breaks a policy rule. */
export async function runComparePreviews(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  directory = process.cwd(),
): Promise<number> {
  const { base = "", out = "" } = given;
  const [baseCommit, headCommit] = [await commitOf(base, directory), await commitOf("HEAD", directory)];
  const head = await previewOf(directory);
  if (!isReport(head)) throw new CouldNotLook("This checkout has no preview: npm run preview says why.");
  const before = await baseReport(baseCommit, directory);
  if (before === undefined) terminal.err(`${base} cannot be previewed by this command: nothing is compared.`);
  await writeFile(out, `${JSON.stringify(buildPlan(head, headCommit, before), null, 2)}\n`);
  terminal.out(`The plan is in ${out}. npm run plan-comment -- --file ${out} shows it.`);
  if (head.ok) return EXIT_CODE.good;
  terminal.err("A stack has wrong settings or breaks a policy rule: npm run preview says which.");
  return EXIT_CODE.wrong;
}

async function baseReport(commit: string, directory: string): Promise<BaseReport | undefined> {
  const checkout = await checkOut(commit, directory);
  try {
    const report = await previewOf(checkout.directory);
    return isReport(report) ? { commit, stacks: report.stacks } : undefined;
  } finally {
    await checkout.remove();
  }
}

function isReport(value: unknown): value is Report {
  const { version, stacks } = Object(value) as Partial<Report>;
  return version === 1 && Array.isArray(stacks);
}
