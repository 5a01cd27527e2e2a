import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PLAN_COMMENT, runPlanComment } from "../../github/plan-comment/run-plan-comment.ts";
import type { PullRequestPlan } from "../../github/pull-request-plan/pull-request-plan.ts";
import { runCommand } from "../../operate/command-line/run-command.ts";
import { recordingTerminal } from "../operate/terminal.ts";
import { describeWith } from "../support/browsers/describe-with.ts";
import { zipOf } from "../support/packages/zip-of.ts";
import { FakeGitHub, type FakeIssue, MISSING_GH } from "./fake-github.ts";
import { HEAD, manyChanges, planOf, REPLACED_DATABASE, stackPlan } from "./plans.ts";

const PULL_REQUEST = 7;
const FORK = { id: 99, owner: { login: "someone" } };

let github: FakeGitHub;
let pullRequest: FakeIssue;

beforeEach(async () => {
  if (MISSING_GH !== undefined) return;
  github = await FakeGitHub.start();
  for (const [name, value] of Object.entries(github.environment)) vi.stubEnv(name, value);
  pullRequest = github.addIssue(PULL_REQUEST, { pull_request: {} });
  openPullRequest();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await github?.close();
});

function openPullRequest(number = PULL_REQUEST, sha = HEAD) {
  github.pulls.push({ number, state: "open", head: { label: "someone:fix", sha, repo: { id: FORK.id } } });
}

/** A finished run of preview.yml with its artifact. */
async function finishRun(id: number, plan: PullRequestPlan | string, more: object = {}) {
  const run = {
    id,
    event: "pull_request",
    path: ".github/workflows/preview.yml",
    head_sha: HEAD,
    head_branch: "fix",
    run_attempt: 1,
  };
  github.runs.set(id, { ...run, head_repository: FORK, pull_requests: [], ...more });
  const json = typeof plan === "string" ? plan : JSON.stringify(plan);
  github.artifacts.set(id, [{ id: id * 10, name: "plan", archive: await zipOf({ "plan.json": json }) }]);
}

async function comment(...argv: string[]) {
  const terminal = recordingTerminal();
  const code = await runCommand(PLAN_COMMENT, argv, terminal, (given) => runPlanComment(given, terminal));
  return { code, printed: terminal.printed.join("\n"), said: terminal.said.join("\n") };
}

const bodies = () => pullRequest.comments.map(({ body }) => body);

describeWith(MISSING_GH, "npm run plan-comment", () => {
  it("makes one comment, and updates it for a later run", async () => {
    await finishRun(1, planOf(stackPlan(manyChanges(2))));
    expect(await comment("--run", "1")).toEqual({ code: 0, printed: "Pull request 7 has its comment now.", said: "" });
    await finishRun(2, planOf(stackPlan([REPLACED_DATABASE])));
    expect(await comment("--run", "2")).toMatchObject({ code: 0, printed: "Pull request 7 has an updated comment." });
    expect(bodies()).toEqual([expect.stringContaining("- **`database` (`aws:rds/instance:Instance`, protected, holds data)")]);
  });

  it("changes nothing when the comment is there already", async () => {
    await finishRun(1, planOf(stackPlan()));
    await comment("--run", "1");
    github.written.length = 0;
    expect(await comment("--run", "1")).toMatchObject({ code: 0, printed: "Pull request 7 has this comment already." });
    expect(github.written).toEqual([]);
  });

  it("finds its comment on the third page", async () => {
    for (let index = 0; index < 250; index += 1) github.comment(pullRequest, `remark ${index}`, "octocat");
    await finishRun(1, planOf(stackPlan()));
    await comment("--run", "1");
    await finishRun(2, planOf(stackPlan(manyChanges(1))));
    await comment("--run", "2");
    expect(bodies().filter((body) => body.includes("Preview of"))).toHaveLength(1);
    expect(bodies()).toHaveLength(251);
  });

  it("leaves one comment with the text of the newer run when two runs create one at once", async () => {
    await finishRun(1, planOf(stackPlan(manyChanges(1))));
    await finishRun(2, planOf(stackPlan(manyChanges(2))));
    // Both have looked before one of them writes.
    const both = Promise.withResolvers<void>();
    let looked = 0;
    github.before = async ({ method, path }) => {
      if (method === "GET" && path.includes("/comments") && looked < 2) {
        looked += 1;
        if (looked === 2) both.resolve();
      }
      if (method === "POST") await both.promise;
      return undefined;
    };
    const ended = await Promise.all([comment("--run", "1"), comment("--run", "2")]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    expect(bodies()).toEqual([expect.stringContaining("run 2, attempt 1")]);
    expect(github.written.filter((request) => request.startsWith("POST"))).toHaveLength(2);
  });

  it("leaves the comment of a newer run as it is", async () => {
    await finishRun(5, planOf(stackPlan(manyChanges(5))));
    await comment("--run", "5");
    await finishRun(4, planOf(stackPlan(manyChanges(4))));
    expect(await comment("--run", "4")).toMatchObject({
      code: 0,
      printed: "Pull request 7 has the comment of a newer run, which stays.",
    });
    expect(bodies()).toEqual([expect.stringContaining("run 5, attempt 1")]);
  });

  it("is not impressed by somebody else's comment with its first line", async () => {
    const forged = "<!-- xmpro-aws preview, run 999999999, attempt 9 -->\nall good";
    github.comment(pullRequest, forged, "someone");
    await finishRun(1, planOf(stackPlan()));
    await comment("--run", "1");
    expect(bodies()).toEqual([forged, expect.stringContaining("run 1, attempt 1")]);
  });

  it("leaves a comment alone that quotes its first line below its own", async () => {
    const other = "A workflow of ours says:\n<!-- xmpro-aws preview, run 999999999, attempt 9 -->";
    github.comment(pullRequest, other);
    await finishRun(1, planOf(stackPlan()));
    await comment("--run", "1");
    expect(bodies()).toEqual([other, expect.stringContaining("run 1, attempt 1")]);
  });

  it("cuts a long plan at whole sections, and says what it left out", async () => {
    const changes = [REPLACED_DATABASE, ...manyChanges(800, "update"), ...manyChanges(800)];
    await finishRun(1, planOf(stackPlan(changes)));
    expect(await comment("--run", "1")).toMatchObject({ code: 0 });
    const [body = ""] = bodies();
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(60_000);
    expect(body).toContain("- **`database` (`aws:rds/instance:Instance`, protected, holds data)");
    expect(body).toMatch(
      /\*\*Left out, as a comment is limited:\*\* 800 (updated|created) in nonprod.*\. It is in the report of the run\.\n$/,
    );
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
  });

  it("writes no comment for a commit that is not the pull request's last one any more", async () => {
    await finishRun(1, planOf(stackPlan()), { head_sha: "c".repeat(40) });
    expect(await comment("--run", "1")).toMatchObject({ code: 0, printed: expect.stringContaining("No comment.") });
    expect(github.written).toEqual([]);
  });

  it("takes the pull request from GitHub, whatever branch of the same name others have", async () => {
    github.pulls.unshift({ number: 8, state: "open", head: { label: "someone:fix", sha: HEAD, repo: { id: 1 } } });
    await finishRun(1, planOf(stackPlan()));
    expect(await comment("--run", "1")).toMatchObject({ code: 0, printed: "Pull request 7 has its comment now." });
  });

  it("asks for a branch by its whole name, whatever letters that has", async () => {
    const paths: string[] = [];
    github.before = ({ path }) => void paths.push(path);
    await finishRun(1, planOf(stackPlan()), { head_branch: "a&state=closed/../$(id)" });
    await comment("--run", "1");
    expect(paths).toContain("/pulls?state=open&head=someone%3Aa%26state%3Dclosed%2F..%2F%24(id)&per_page=100&page=1");
  });

  it("refuses a branch with two pull requests, as it cannot tell whose preview it is", async () => {
    openPullRequest(9);
    await finishRun(1, planOf(stackPlan()));
    expect(await comment("--run", "1")).toMatchObject({ code: 1, said: expect.stringContaining("2 open pull requests") });
  });

  it.each([{ event: "push" }, { path: ".github/workflows/evil.yml" }, { head_repository: null }])(
    "refuses a run that is no preview of a pull request: %j",
    async (more) => {
      await finishRun(1, planOf(stackPlan()), more);
      expect(await comment("--run", "1")).toMatchObject({ code: 1, said: expect.stringMatching(/^Run 1 /) });
      expect(github.written).toEqual([]);
    },
  );

  it("writes no comment when the run has written no plan", async () => {
    await finishRun(1, planOf(stackPlan()));
    github.artifacts.clear();
    expect(await comment("--run", "1")).toMatchObject({ code: 0, printed: expect.stringContaining("wrote no plan") });
  });

  it.each([
    ["no JSON", "<html>", "it is no JSON document"],
    ["another document", "{}", "must be one of 1"],
    ["more than a plan may have", `"${"x".repeat(1024 * 1024)}"`, "larger than"],
  ])("refuses a plan that is %s", async (_what, json, why) => {
    await finishRun(1, json);
    const { code, said } = await comment("--run", "1");
    expect([code, said]).toEqual([1, expect.stringContaining(why)]);
    expect(github.written).toEqual([]);
  });

  it("refuses an archive that is larger than a plan can be, before it downloads it", async () => {
    await finishRun(1, planOf(stackPlan()));
    for (const artifact of github.artifacts.get(1) ?? []) artifact.size = 2 ** 30;
    const paths: string[] = [];
    github.before = ({ path }) => void paths.push(path);
    expect(await comment("--run", "1")).toMatchObject({ code: 1, said: expect.stringContaining("larger than") });
    expect(paths.filter((path) => path.endsWith("/zip"))).toEqual([]);
  });

  it("ends with one clear sentence and exit code 3 when GitHub refuses", async () => {
    await finishRun(1, planOf(stackPlan()));
    const message = "Resource not accessible by integration";
    github.before = ({ method }) => (method === "POST" ? { status: 403, message } : undefined);
    const { code, said } = await comment("--run", "1");
    expect([code, said]).toEqual([3, expect.stringContaining("does not let this token do that (POST /issues/7/comments, 403)")]);
    expect(said).toContain(message);
    expect(said).not.toContain("a-token");
  });

  it("ends with exit code 3 when nobody answers, and says what gh says", async () => {
    await finishRun(1, planOf(stackPlan()));
    vi.stubEnv("GH_CONFIG_DIR", "/nowhere");
    vi.stubEnv("GH_TOKEN", undefined);
    vi.stubEnv("GITHUB_TOKEN", undefined);
    expect(await comment("--run", "1")).toMatchObject({
      code: 3,
      said: expect.stringContaining("GitHub could not be asked (GET /actions/runs/1)"),
    });
  });

  it("ends with exit code 3 where there is no gh", async () => {
    vi.stubEnv("PATH", "");
    expect(await comment("--run", "1")).toMatchObject({ code: 3, said: expect.stringContaining("there is no gh on PATH") });
  });

  it.each([[], ["--run", "1; rm -rf /"], ["--run", "0"], ["--run", "1", "--file", "plan.json"]])(
    "ends with 2 for arguments that it does not understand: %j",
    async (...argv) => {
      expect(await comment(...argv)).toMatchObject({ code: 2 });
    },
  );

  it("is a program of its own, as a workflow starts it", async () => {
    await finishRun(1, planOf(stackPlan()));
    const program = join(import.meta.dirname, "../../github/plan-comment/plan-comment.ts");
    const child = spawn(process.execPath, [program, "--run", "1"], { stdio: ["ignore", "pipe", "inherit"] });
    const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
    expect([child.exitCode, output]).toEqual([0, "Pull request 7 has its comment now.\n"]);
  });
});
