import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import { stateDigest } from "../pulumi/state-digest.ts";
import { previewSteps, stepLine } from "../pulumi/steps.ts";
import { cleanCommit } from "./checkout.ts";
import { type SavedPlan, sha256Of } from "./saved-plan.ts";

/** The policy pack, which a preview and an update obey alike. */
export const POLICY = ["--policy-pack", join("infra", "policy")] as const;

/** "3 changes", or "1 change". */
export const changeCount = (count: number) => `${count} ${count === 1 ? "change" : "changes"}`;

/** Previews the stack with its account, shows what would change, and writes the plan with what it is bound to. */
export async function savePlan(stack: string, file: string, terminal: Terminal, directory: string): Promise<number> {
  const commit = await cleanCommit(directory);
  const before = await stateDigest(stack, directory);
  const folder = await mkdtemp(join(tmpdir(), "plan-"));
  try {
    const plan = join(folder, "plan.json");
    const steps = await previewSteps(stack, directory, ["--save-plan", plan, ...POLICY]);
    if ((await stateDigest(stack, directory)) !== before)
      throw new CommandRefused(["Somebody deployed the stack during the preview. Save the plan again."], EXIT_CODE.wrong);
    const saved: SavedPlan = {
      version: 1,
      stack,
      commit,
      stateDigest: before,
      createdAt: Date.now(),
      steps: steps.length,
      plan: (await readFile(plan)).toString("base64"),
    };
    const bytes = Buffer.from(`${JSON.stringify(saved)}\n`);
    await writeFile(file, bytes, { mode: 0o600 });
    for (const step of steps) terminal.out(stepLine(step));
    terminal.out(`${changeCount(steps.length)} of ${stack} at ${commit}.`);
    terminal.out(`The plan is in ${file}, SHA-256 ${sha256Of(bytes)}.`);
    // The next job of a workflow takes the digest from here.
    if (process.env.GITHUB_OUTPUT) await appendFile(process.env.GITHUB_OUTPUT, `sha256=${sha256Of(bytes)}\n`);
    return EXIT_CODE.good;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
