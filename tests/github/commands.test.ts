import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runSmokeRelay, SMOKE_RELAY } from "../../github/smoke-relay/run-smoke-relay.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { recordingTerminal } from "../operate/terminal.ts";
import { planOf, REPLACED_DATABASE, stackPlan } from "./plans.ts";

const ROOT = join(import.meta.dirname, "../..");

function start(name: string, argv: readonly string[], cwd = tmpdir()) {
  const program = join(ROOT, "github", name, `${name}.ts`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

describe.each(["compare-previews", "plan-comment", "update-plan", "drift-issue", "smoke-relay"])("npm run %s", (name) => {
  it("explains itself, and is started by its npm script", () => {
    expect(start(name, ["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining(`npm run ${name} --`) });
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };
    expect(scripts[name]).toBe(`node github/${name}/${name}.ts`);
  });
});

describe("the commands of the pipeline", () => {
  it("name all wrong arguments of an update plan at once", () => {
    const argv = ["destroy", "--stack", "nonprod", "--file", "x", "--sha256", "1", "--max-age-hours", "soon"];
    const { status, stderr } = start("update-plan", argv);
    expect(status).toBe(2);
    expect(stderr).toMatch(/must be save or apply\n--max-age-hours must be .*\n--sha256 must be/);
  });

  it("refuse a file that is no update plan, before they ask anybody", async () => {
    const folder = await mkdtemp(join(tmpdir(), "plan-"));
    writeFileSync(join(folder, "x.json"), '{"version":1,"plan":"secret"}');
    const { status, stderr } = start("update-plan", ["apply", "--stack", "prod", "--file", join(folder, "x.json")]);
    expect([status, stderr]).toEqual([3, expect.stringContaining("is no plan of npm run update-plan -- save")]);
  });

  it("print the comment of a plan without asking GitHub", async () => {
    const folder = await mkdtemp(join(tmpdir(), "plan-"));
    writeFileSync(join(folder, "plan.json"), JSON.stringify(planOf(stackPlan([REPLACED_DATABASE]))));
    const { status, stdout } = start("plan-comment", ["--file", "plan.json"], folder);
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining("- **`database` (`aws:rds/instance:Instance`, protected, holds data)"),
    ]);
  });

  it("compare with no commit that the checkout has not", () => {
    const { status, stderr } = start("compare-previews", ["--base", "--output=x", "--out", "plan.json"], ROOT);
    expect([status, stderr]).toEqual([2, expect.stringContaining("--base must")]);
    const none = start("compare-previews", ["--base", "no-such-commit", "--out", "plan.json"], ROOT);
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining("--base must be a commit of this checkout")]);
  });

  it("have nothing to test for a stack without a relay", async () => {
    const terminal = recordingTerminal();
    const openStack = async () => ({ outputs: {} }) as never;
    const code = await runCommand(SMOKE_RELAY, ["--stack", "nonprod"], terminal, (given) =>
      runSmokeRelay(given, terminal, openStack),
    );
    expect([code, terminal.printed]).toEqual([0, ["nonprod has no relay: there is nothing to test."]]);
  });
});
