import { readFile } from "node:fs/promises";
import type { CommandShape, Given, OptionRows } from "../../operate/command-line/arguments.ts";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import { GitHub } from "../api/github.ts";
import { REPOSITORY_OPTION, repositoryOf } from "../api/repository.ts";
import { readPlan } from "../pull-request-plan/read-plan.ts";
import { commentText } from "./comment-text.ts";
import { leaveOneComment, type Outcome } from "./one-comment.ts";
import { downloadPlan } from "./plan-artifact.ts";
import { type PreviewRun, pullRequestOf, readRun } from "./preview-run.ts";

const OPTIONS = {
  run: { value: "ID", help: "the run of preview.yml whose plan is shown at its pull request" },
  file: { value: "FILE", help: "print the comment of this plan, and ask nobody" },
  author: { value: "LOGIN", help: "who writes the comment; github-actions[bot], whose token a workflow has, without it" },
  repository: REPOSITORY_OPTION,
} as const satisfies OptionRows;

export const PLAN_COMMENT = {
  command: "npm run plan-comment --",
  purpose: "Shows the plan of a pull request as one comment, which later runs update. Runs no code of the pull request.",
  options: OPTIONS,
  examples: [
    "npm run plan-comment -- --file plan.json",
    "npm run plan-comment -- --repository example/xmpro-aws --run 123456789 --author octocat",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

const SAYINGS: Readonly<Record<Outcome, string>> = {
  created: "has its comment now",
  updated: "has an updated comment",
  unchanged: "has this comment already",
  superseded: "has the comment of a newer run, which stays",
};

export async function runPlanComment(given: Given<typeof OPTIONS>, terminal: Terminal): Promise<number> {
  const { run: id = "", file, author = "github-actions[bot]" } = given;
  if ((given.run === undefined) === (file === undefined) || (file === undefined && !/^[1-9]\d{0,14}$/.test(id)))
    throw new CommandRefused(
      ['either --run must be the number of a run such as "123456789", or --file the path of a plan such as "plan.json"'],
      EXIT_CODE.usage,
    );
  if (file !== undefined) {
    terminal.out(await printedComment(file));
    return EXIT_CODE.good;
  }
  const repository = repositoryOf(given.repository);
  const github = new GitHub(repository);
  const run = await readRun(github, Number(id), repository);
  const json = await downloadPlan(github, run.run);
  if (json === undefined) {
    terminal.out(`Run ${id} wrote no plan: its log says why. No comment.`);
    return EXIT_CODE.good;
  }
  const plan = readPlan(json);
  const pullRequest = await pullRequestOf(github, run);
  if (pullRequest === undefined) {
    terminal.out(`No open pull request ends with the commit of run ${id} any more. No comment.`);
    return EXIT_CODE.good;
  }
  const outcome = await leaveOneComment(github, pullRequest, commentText(plan, run), run, author);
  terminal.out(`Pull request ${pullRequest} ${SAYINGS[outcome]}.`);
  return EXIT_CODE.good;
}

async function printedComment(file: string): Promise<string> {
  let json: string;
  try {
    json = await readFile(file, "utf8");
  } catch {
    throw new CouldNotLook(`The plan ${file} cannot be read. npm run compare-previews writes one.`);
  }
  const plan = readPlan(json);
  return commentText(plan, { run: 0, attempt: 1, url: "https://github.com", head: plan.head } satisfies Omit<PreviewRun, "branch" | "from">);
}
