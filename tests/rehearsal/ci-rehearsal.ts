import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DRIFT_ISSUE, runDriftIssue } from "../../github/drift-issue/run-drift-issue.ts";
import { runUpdatePlan, UPDATE_PLAN } from "../../github/update-plan/run-update-plan.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { BOT, FakeGitHub } from "../github/fake-github.ts";
import { recordingTerminal } from "../operate/terminal.ts";
import { copyProject } from "./project-copy.ts";
import { type Step, secondsSince } from "./step.ts";

const STACK = "nonprod";
const PLAN = "nonprod.plan.json";

/**
 * What the workflows deploy.yml and drift.yml do about plan and drift, with the real engine, an emulated AWS and the real gh. It calls the commands in
 * this process; the stack has no relay.
 */
export async function rehearseCi(endpoint: string): Promise<Step[]> {
  const project = await copyProject(endpoint);
  const github = await FakeGitHub.start();
  Object.assign(process.env, github.environment);
  const steps: Step[] = [];
  const run = (program: string, ...words: string[]) =>
    execFileSync(program, words, {
      cwd: project.folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 2 ** 28,
    });
  const pulumi = (...words: string[]) => run("pulumi", ...words, "--stack", STACK, "--non-interactive");
  const commit = () => {
    run("git", "add", "--all");
    run("git", "-c", "user.name=ci", "-c", "user.email=ci@example.com", "commit", "--quiet", "--message", "next");
  };
  /** Runs a command; it must end with this code, and say this. */
  const expect = async (step: string, code: number, says: RegExp, command: () => Promise<{ code: number; said: string }>) => {
    console.error(`ci: ${step} …`);
    const started = Date.now();
    const seen = await command();
    const isAsExpected = seen.code === code && says.test(seen.said);
    if (!isAsExpected) console.error(seen.said);
    steps.push({
      step,
      seconds: secondsSince(started),
      seen: seen.said.split("\n").at(-1) ?? "",
      verdict: isAsExpected ? "ok" : `FAILED: exit code ${seen.code}`,
    });
  };
  const plan =
    (...argv: string[]) =>
    async () => {
      const terminal = recordingTerminal();
      const words = [...argv, "--stack", STACK, "--file", join(project.folder, PLAN)];
      const code = await runCommand(UPDATE_PLAN, words, terminal, (given) => runUpdatePlan(given, terminal, project.folder));
      return { code, said: [...terminal.printed, ...terminal.said].join("\n") };
    };
  const drift = async () => {
    const terminal = recordingTerminal();
    const words = ["--stack", STACK];
    const code = await runCommand(DRIFT_ISSUE, words, terminal, (given) => runDriftIssue(given, terminal, project.folder));
    return { code, said: [...terminal.printed, ...terminal.said].join("\n") };
  };
  try {
    writeFileSync(join(project.folder, ".gitignore"), "/*plan.json\nnode_modules\n");
    run("git", "init", "--quiet");
    run("pulumi", "stack", "init", STACK, "--no-select");
    pulumi("config", "set", "xmpro:relayEnabled", "false");
    // The first deployment is no plan's: the emulator's provider makes a new name at each check, where AWS's takes the plan's seed.
    pulumi("up", "--yes", "--skip-preview");
    pulumi("config", "set", "xmpro:smInstanceType", "t3.2xlarge");
    commit();
    await expect("a plan is saved", 0, /\d+ changes? of nonprod/, plan("save"));
    await expect(
      "another file than the approved one is refused",
      1,
      /not the plan that was approved/,
      plan("apply", "--sha256", "0".repeat(64)),
    );
    pulumi("config", "set", "xmpro:redisSnapshotDays", "5");
    commit();
    await expect("the plan of another commit is refused", 1, /The plan is of commit .*\nNothing was deployed/, plan("apply"));
    run("git", "reset", "--quiet", "--hard", "HEAD~1");
    await expect("exactly the approved plan is applied", 0, /changes? applied, none left/, plan("apply"));
    await expect("a plan is refused after the state has changed", 1, /has changed since the plan was made/, plan("apply"));
    await expect("a plan without changes is saved", 0, /0 changes of nonprod/, plan("save"));
    pulumi("config", "set", "xmpro:redisSnapshotDays", "5");
    commit();
    // The engine's own refusal, behind a file that claims to be of this commit.
    const unchanged = JSON.parse(readFileSync(join(project.folder, PLAN), "utf8"));
    const claimed = { ...unchanged, commit: run("git", "rev-parse", "HEAD").trim() };
    writeFileSync(join(project.folder, PLAN), JSON.stringify(claimed));
    await expect("a changed program is refused against the plan", 1, /differs from the plan/, plan("apply"));
    run("git", "reset", "--quiet", "--hard", "HEAD~1");
    await expect("nothing differs, and there is no issue", 0, /There is no issue/, drift);
    await removeAlarm();
    await expect("a removed alarm opens an issue", 0, /Issue 1 is opened/, drift);
    await expect("the issue stays as it is the next night", 0, /Issue 1 is unchanged/, drift);
    await removeAlarm();
    await expect("another removed alarm updates it", 0, /Issue 1 is updated/, drift);
    await expect(
      "the stack is deployed again, which takes the drift back, and the issue is closed",
      0,
      /Issue 1 is closed/,
      async () => {
        pulumi("up", "--refresh", "--yes", "--skip-preview");
        return drift();
      },
    );
    const [issue] = github.issues;
    steps.push({
      step: "there was one issue, of names alone",
      seconds: 0,
      seen: `${github.issues.length} issue, ${issue?.state}`,
      verdict: github.issues.length === 1 && issue?.user.login === BOT && issue.state === "closed" ? "ok" : "FAILED",
    });
  } finally {
    await github.close();
    project.remove();
  }
  return steps;
}

/** Somebody deletes an alarm in the console. */
async function removeAlarm(): Promise<void> {
  const cloudWatch = new CloudWatchClient({ region: "us-east-1" });
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  const [alarm] = MetricAlarms;
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [alarm?.AlarmName ?? ""] }));
}
