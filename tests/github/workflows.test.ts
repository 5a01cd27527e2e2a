import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { environmentsOf } from "../../github/bootstrap/environments.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, ".github/workflows");

interface WorkflowStep {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly WorkflowStep[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: object;
  readonly concurrency?: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = readdirSync(FOLDER).map((file) => ({ file, text: readFileSync(join(FOLDER, file), "utf8") }));
const parsed = workflows.map(({ file, text }) => ({ file, workflow: parse(text) as Workflow }));
const jobs = parsed.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ id: `${file}: ${name}`, job })),
);
const steps = jobs.flatMap(({ id, job }) => (job.steps ?? []).map((step) => ({ id, step })));
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** The job that gets a token of npm instead of one of AWS. */
const PUBLISHING = "release-client.yml: publish";

describe("the workflows", () => {
  it("are those of docs/ci.md", () => {
    const page = readFileSync(join(ROOT, "docs/ci.md"), "utf8");
    expect(workflows.map(({ file }) => file).filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
  });

  it("pin every action to a commit, with its version beside it", () => {
    const uses = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (.+)/g)].map(([, action = ""]) => action));
    const ours = /^\.\/\.github\/workflows\/[a-z-]+\.yml( #.*)?$/;
    expect(uses.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action) && !ours.test(action))).toEqual([]);
  });

  it("use one version of each action", () => {
    const actions = new Set(steps.flatMap(({ step }) => step.uses ?? []));
    const names = [...actions].map((action) => action.split("@")[0]);
    expect(names).toEqual([...new Set(names)]);
  });

  it("give nothing to all jobs, and name the permissions of each", () => {
    expect(parsed.filter(({ workflow }) => JSON.stringify(workflow.permissions) !== "{}")).toEqual([]);
    expect(jobs.filter(({ job }) => job.permissions === undefined)).toEqual([]);
  });

  it("write only comments and issues, each in the one job that needs it", () => {
    const writing = jobs.flatMap(({ id, job }) =>
      Object.entries(job.permissions ?? {})
        .filter(([scope, access]) => access !== "read" && scope !== "id-token")
        .map(([scope]) => `${id}: ${scope}`),
    );
    expect(writing).toEqual(["comment.yml: comment: pull-requests", "drift.yml: look: issues"]);
  });

  it("ask for a token of AWS only in an environment that a role trusts", () => {
    const trusted = ["nonprod", "prod"].flatMap((stack) => [
      ...environmentsOf("preview", stack),
      ...environmentsOf("deploy", stack),
    ]);
    const asking = jobs
      .filter(({ job }) => job.permissions?.["id-token"] === "write" && job.uses === undefined)
      .filter(({ id }) => id !== PUBLISHING);
    expect(asking.length).toBeGreaterThan(0);
    for (const { id, job } of asking) {
      const names = ["nonprod", "prod"].map((stack) =>
        (job.environment ?? "").replace(/\$\{\{ (matrix|inputs)\.stack \}\}/, stack),
      );
      expect(trusted, id).toEqual(expect.arrayContaining(names));
    }
  });

  it("ask for a token of npm only in a job that runs no package's code, in an environment that no role of AWS trusts", () => {
    const [publishing] = jobs.filter(({ id }) => id === PUBLISHING);
    expect(publishing?.job.environment).toBe("npm");
    const commands = publishing?.job.steps?.flatMap(({ run }) => run ?? []) ?? [];
    expect(commands).toEqual([expect.stringMatching(/^npm run release-client /)]);
    // An import of a package would fail there, and one of its programs must not come before npm either.
    const program = readFileSync(join(ROOT, "relay-service/release-client.ts"), "utf8");
    const imported = [...program.matchAll(/ from "([^"]+)"/g)].map(([, name]) => name ?? "");
    expect(imported.filter((name) => !name.startsWith("node:"))).toEqual(["./command-arguments.ts"]);
  });

  it("limit the time of each job, and the runs at once", () => {
    expect(jobs.filter(({ job }) => job.uses === undefined && !((job["timeout-minutes"] ?? 0) > 0)).map(({ id }) => id)).toEqual(
      [],
    );
    const called = parsed.filter(({ workflow }) => "workflow_call" in workflow.on).map(({ file }) => file);
    expect(parsed.filter(({ workflow }) => workflow.concurrency === undefined).map(({ file }) => file)).toEqual(called);
  });

  it("never run with a pull request's code and the repository's rights", () => {
    expect(parsed.filter(({ workflow }) => "pull_request_target" in workflow.on)).toEqual([]);
    const run = parsed.filter(({ workflow }) => "workflow_run" in workflow.on);
    expect(run.map(({ file }) => file)).toEqual(["comment.yml"]);
    const checkouts = run.flatMap(({ workflow }) => Object.values(workflow.jobs).flatMap((job) => job.steps ?? []));
    expect(checkouts.filter(({ with: given }) => given !== undefined && ("ref" in given || "repository" in given))).toEqual([]);
  });

  it("leave no token in a checkout", () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    expect(checkouts.filter(({ step }) => step.with?.["persist-credentials"] !== false)).toEqual([]);
  });

  it("have no expression in a command, which would be text of a shell", () => {
    expect(steps.filter(({ step }) => step.run?.includes("${{")).map(({ id }) => id)).toEqual([]);
  });

  it("run npm scripts that exist, and little else", () => {
    const commands = steps.flatMap(({ step }) => step.run?.trim().split("\n") ?? []);
    const named = commands.flatMap((command) => /^npm run ([a-z-]+)/.exec(command)?.[1] ?? []);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
    const others = commands.filter((command) => !/^npm (run [a-z-]+|ci|test)( |$)/.test(command));
    expect(new Set(others.map((command) => command.replace(/install -y -qq .*/, "install")))).toEqual(
      new Set(["sudo apt-get update -qq && sudo apt-get install"]),
    );
  });

  it("install what .ci/run installs, but for what GitHub's runners have", () => {
    const installed = (text: string) =>
      new Set(/(?:install -y -qq |packages=\()([a-z0-9 -]+)/.exec(text)?.[1]?.trim().split(" "));
    const ci = installed(readFileSync(join(ROOT, ".ci", "run"), "utf8"));
    const runner = ["wrk", "chromium", "firefox-esr", "gcc", "libc6-dev", "gh"];
    const test = steps.map(({ step }) => step.run ?? "").find((command) => command.includes("apt-get install")) ?? "";
    expect(installed(test)).toEqual(new Set([...ci].filter((name) => !runner.includes(name))));
  });

  it("give each value to a command in quotes", () => {
    const commands = steps.flatMap(({ step }) => step.run ?? []);
    expect(commands.filter((command) => /(^|[^"\w])\$\w+/.test(command.replace(/"[^"]*"/g, '""')))).toEqual([]);
  });
});
