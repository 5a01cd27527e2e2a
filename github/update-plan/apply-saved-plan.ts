import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import { applyPlan } from "../pulumi/apply-plan.ts";
import { stateDigest } from "../pulumi/state-digest.ts";
import { previewSteps, stepLine } from "../pulumi/steps.ts";
import { cleanCommit } from "./checkout.ts";
import { changeCount, POLICY } from "./save-plan.ts";
import { readSavedPlan, type SavedPlan } from "./saved-plan.ts";

/** What an approved plan must be. */
export interface Approval {
  readonly stack: string;
  /** What the job that saved it said; undefined on a laptop. */
  readonly sha256: string | undefined;
  readonly maxAgeHours: number;
}

const HOUR_MS = 3_600_000;

/** Applies exactly this plan, then looks whether the program still wants to change anything. */
export async function applySavedPlan(file: string, approval: Approval, terminal: Terminal, directory: string): Promise<number> {
  const { stack } = approval;
  const { saved, sha256 } = await readSavedPlan(file);
  const commit = await cleanCommit(directory);
  // The plan of another stack says nothing about this one's state.
  const state = saved.stack === stack ? await stateDigest(stack, directory) : saved.stateDigest;
  const problems = problemsOf(saved, approval, { sha256, commit, state, now: Date.now() });
  if (problems.length > 0) throw new CommandRefused([...problems, "Nothing was deployed. Save a new plan."], EXIT_CODE.wrong);
  const folder = await mkdtemp(join(tmpdir(), "plan-"));
  try {
    const plan = join(folder, "plan.json");
    await writeFile(plan, Buffer.from(saved.plan, "base64"), { mode: 0o600 });
    await applyPlan(stack, directory, ["--plan", plan, ...POLICY], terminal.out);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const left = await previewSteps(stack, directory, ["--expect-no-changes"]);
  if (left.length > 0) {
    throw new CommandRefused(
      ["The plan is applied, but the program still wants to change the stack:", ...left.map(stepLine)],
      EXIT_CODE.wrong,
    );
  }
  terminal.out(`${stack} is what ${commit} says: ${changeCount(saved.steps)} applied, none left.`);
  return EXIT_CODE.good;
}

interface Now {
  readonly sha256: string;
  readonly commit: string;
  readonly state: string;
  readonly now: number;
}

/** Why a plan must not be applied, all reasons at once. */
export function problemsOf(saved: SavedPlan, approval: Approval, { sha256, commit, state, now }: Now): string[] {
  const hours = (now - saved.createdAt) / HOUR_MS;
  return [
    ...(approval.sha256 !== undefined && approval.sha256 !== sha256
      ? ["The file is not the plan that was approved: its SHA-256 is another one."]
      : []),
    ...(saved.stack === approval.stack ? [] : [`The plan is of the stack "${saved.stack}", not of "${approval.stack}".`]),
    ...(saved.commit === commit ? [] : [`The plan is of commit ${saved.commit}, and this checkout is ${commit}.`]),
    ...(saved.stateDigest === state ? [] : ["The stack has changed since the plan was made: somebody deployed or refreshed it."]),
    ...(hours <= approval.maxAgeHours && hours >= -1
      ? []
      : [`The plan is ${Math.round(hours)} hours old, and may be ${approval.maxAgeHours} (--max-age-hours).`]),
  ];
}
