import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GitHub } from "../../github/api/github.ts";
import { issueText } from "../../github/drift-issue/issue-text.ts";
import { leaveOneIssue } from "../../github/drift-issue/one-issue.ts";
import type { Step } from "../../github/pulumi/steps.ts";
import { describeWith } from "../support/browsers/describe-with.ts";
import { BOT, FakeGitHub, MISSING_GH, REPOSITORY } from "./fake-github.ts";

const ALARM: Step = { operation: "create", type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "sm-down", because: [] };
const TOPIC: Step = { operation: "update", type: "aws:sns/topic:Topic", name: "alarms", because: ["kmsMasterKeyId"] };

let github: FakeGitHub;
beforeEach(async () => {
  if (MISSING_GH !== undefined) return;
  github = await FakeGitHub.start();
  for (const [name, value] of Object.entries(github.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await github?.close();
});

const leave = (...drift: readonly Step[]) =>
  leaveOneIssue(new GitHub(REPOSITORY), "prod", drift.length === 0 ? undefined : issueText("prod", drift), BOT);
const open = () => github.issues.filter(({ state }) => state === "open");

describeWith(MISSING_GH, "the issue about drift", () => {
  it("is opened, stays, is updated and is closed, as one", async () => {
    expect(await leave()).toEqual({ outcome: "none" });
    expect(await leave(ALARM)).toEqual({ outcome: "opened", issue: 1 });
    expect(await leave(ALARM)).toEqual({ outcome: "unchanged", issue: 1 });
    expect(await leave(ALARM, TOPIC)).toEqual({ outcome: "updated", issue: 1 });
    expect(open()[0]?.body).toContain("| update | `alarms` | `aws:sns/topic:Topic` | `kmsMasterKeyId` |");
    expect(await leave()).toEqual({ outcome: "closed", issue: 1 });
    expect(github.issues).toMatchObject([
      { state: "closed", state_reason: "completed", comments: [{ body: "Nothing differs any more." }] },
    ]);
  });

  it("is a new one after the old one is closed", async () => {
    await leave(ALARM);
    await leave();
    expect(await leave(ALARM)).toEqual({ outcome: "opened", issue: 2 });
    expect(open()).toHaveLength(1);
  });

  it("is one after two runs have opened it at once", async () => {
    const both = Promise.withResolvers<void>();
    let looked = 0;
    github.before = async ({ method }) => {
      if (method === "GET") looked += 1;
      if (looked === 2) both.resolve();
      if (method === "POST") await both.promise;
      return undefined;
    };
    await Promise.all([leave(ALARM), leave(ALARM)]);
    expect(open().map(({ number }) => number)).toEqual([1]);
  });

  it("is never that of another stack, of somebody else, or a pull request", async () => {
    const body = issueText("prod", [ALARM]);
    github.addIssue(1, { body: issueText("nonprod", [ALARM]), user: { login: BOT } });
    github.addIssue(2, { body });
    github.addIssue(3, { body, user: { login: BOT }, pull_request: {} });
    expect(await leave(TOPIC)).toEqual({ outcome: "opened", issue: 4 });
    expect(open()).toHaveLength(4);
  });
});
