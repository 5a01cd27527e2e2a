import type { CommandShape, Given, OptionRows } from "../../operate/command-line/arguments.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import { STACK_NAMES } from "../../operate/deployed-stack/deployed-stack.ts";
import { GitHub } from "../api/github.ts";
import { REPOSITORY_OPTION, repositoryOf } from "../api/repository.ts";
import { previewSteps, stepLine } from "../pulumi/steps.ts";
import { issueText } from "./issue-text.ts";
import { leaveOneIssue } from "./one-issue.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the deployed stack to look at", required: true },
  print: { help: "print what differs, and ask nothing of GitHub; exit code 1 when something does" },
  author: { value: "LOGIN", help: "who opens the issue; github-actions[bot], whose token a workflow has, without it" },
  repository: REPOSITORY_OPTION,
} as const satisfies OptionRows;

export const DRIFT_ISSUE = {
  command: "npm run drift-issue --",
  purpose: "Looks whether the account is what the program says, and keeps one issue about what differs. Deploys nothing.",
  options: OPTIONS,
  examples: [
    "npm run drift-issue -- --stack nonprod --print",
    "npm run drift-issue -- --stack nonprod --repository example/xmpro-aws --author octocat",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

/** Reads every resource from AWS before it compares. The state itself stays as it is: a preview never writes it. */
const LOOK = ["--refresh", "--expect-no-changes"];

export async function runDriftIssue(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  directory = process.cwd(),
): Promise<number> {
  const { stack = "", print, author = "github-actions[bot]" } = given;
  const github = print ? undefined : new GitHub(repositoryOf(given.repository));
  const drift = await previewSteps(stack, directory, LOOK);
  for (const step of drift) terminal.out(stepLine(step));
  if (drift.length === 0) terminal.out(`Nothing differs in ${stack}.`);
  if (github === undefined) return drift.length === 0 ? EXIT_CODE.good : EXIT_CODE.wrong;
  const result = await leaveOneIssue(github, stack, drift.length === 0 ? undefined : issueText(stack, drift), author);
  terminal.out(result.outcome === "none" ? "There is no issue." : `Issue ${result.issue} is ${result.outcome}.`);
  return EXIT_CODE.good;
}
