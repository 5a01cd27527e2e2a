import { secret } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { PackFileError } from "../../infra/policy/exemptions/pack-file-error.ts";
import { rules } from "../../infra/policy/rules.ts";
import { offlineCloud } from "../../preview/aws/offline-cloud.ts";
import { runProgram } from "../../preview/engine/engine.ts";
import { policyReport } from "../../preview/model/policy-report.ts";
import { report, stackReport } from "../../preview/model/report.ts";
import { reportText } from "../../preview/text/text.ts";
import { registered } from "./registered.ts";

const stack = registered("pulumi:pulumi:Stack", "x-a");
const open = registered("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "remote-desktop", {
  parent: stack.urn,
  inputs: { securityGroupId: "sg-1", cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 3389, toPort: 3389 },
});

describe("a violated rule", () => {
  it("is reported with the resource that violates it", () => {
    expect(policyReport([stack, open]).violations).toEqual([
      { rule: "no-public-ingress", type: open.type, name: "remote-desktop", message: expect.stringContaining("3389") },
    ]);
  });

  it("makes the report fail, and is listed once for several resources", () => {
    const run = {
      resources: [stack, open, { ...open, urn: "second", name: "second" }],
      outputs: {},
      registeredOutputs: {},
      lookUps: [],
    };
    const all = report([stackReport({ stack: "a", accountId: "1", region: "r" }, run, [])]);
    expect(all.ok).toBe(false);
    const text = reportText(all, { width: 110, paint: (look, words) => (look === "red" ? `<${words}>` : words) });
    expect(text).toContain(`<Policy: 1 of ${rules.length} rules broken>`);
    expect(text).toContain("  <no-public-ingress>  ingress rule remote-desktop, second\n");
  });
});

describe("the policy section", () => {
  const policy = {
    rules: ["a", "b"],
    violations: [],
    advisories: [{ rule: "logs-kept", type: "aws:ebs/volume:Volume", name: "data", message: "Keep it. Found: nothing." }],
    exemptions: [
      { rule: "b", type: "aws:ebs/volume:Volume", name: "old", reason: "It goes away next week.", until: "2026-12-31" },
    ],
    baseline: "3 findings of this run in the baseline. The baseline lets them pass.",
  };
  const run = { resources: [stack], outputs: {}, registeredOutputs: {}, lookUps: [] };
  const all = report([{ ...stackReport({ stack: "a", accountId: "1", region: "r" }, run, []), policy }]);

  it("shows advice and exemptions with their reason, and neither makes the preview fail", () => {
    expect(all.ok).toBe(true);
    const text = reportText(all, { width: 110, paint: (_, words) => words });
    expect(text).toContain(
      [
        "Policy: all 2 rules pass",
        "  Baseline: 3 findings of this run in the baseline. The baseline lets them pass.",
        "  Advice, which does not stop a deployment: 1 rule",
        "  logs-kept  volume data",
        "    Keep it. Found: nothing.",
        "  Exemptions in use: 1",
        "  b  volume old, until 2026-12-31",
        "    It goes away next week.",
      ].join("\n"),
    );
  });

  it("fails with all problems if a file of the pack is broken", () => {
    const broken = policyReport([stack], () => {
      throw new PackFileError(["one", "two"]);
    });
    expect(broken.violations.map(({ rule, message }) => `${rule} ${message}`)).toEqual(["pack-files one", "pack-files two"]);
  });
});

it("a stack without resources has an empty report", () => {
  const run = { resources: [stack], outputs: {}, registeredOutputs: {}, lookUps: [] };
  const text = reportText(report([stackReport({ stack: "a", accountId: "1", region: "r" }, run, [])]), {
    width: 110,
    paint: (_, words) => words,
  });
  expect(text).toContain("Inbound access\n  nobody\n");
  expect(text).toContain("What a person still has to do\n  nothing\n");
});

it.each([
  ["one sentence", [secret("SENTINEL"), "sleep"], ["(secret)", "sleep"]],
  ["all of them", secret(["SENTINEL"]), []],
])("a next step that is secret is not shown: %s", async (_, nextSteps, expected) => {
  const target = { accountId: "111122223333", region: "us-east-1" };
  const run = await runProgram({ project: "x", stack: "a", config: {}, cloud: offlineCloud(target), run: () => ({ nextSteps }) });
  const shown = stackReport({ stack: "a", ...target }, run, []);
  expect(shown.toDo.nextSteps).toEqual(expected);
  expect(JSON.stringify(shown)).not.toContain("SENTINEL");
});
