import { describe, expect, it } from "vitest";
import { commentText } from "../../github/plan-comment/comment-text.ts";
import { buildPlan } from "../../github/pull-request-plan/build-plan.ts";
import { readPlan } from "../../github/pull-request-plan/read-plan.ts";
import { type ReportedStack, report } from "../../preview/model/report.ts";
import { previewStack } from "../../preview/preview-stack.ts";
import { ROOT } from "../preview/settings-directory.ts";
import { BASE, HEAD } from "./plans.ts";

const previewed = await previewStack(ROOT, "prod");
if (previewed.state === "refused") throw new Error("prod is refused");
const prod: ReportedStack = previewed;

/** Every text of a report, however deep, that is no name: what a resource or setting is set to. */
const SENTINELS = {
  accountId: "999988887777",
  host: "sentinel.example.net",
  cidr: "198.51.100.7/32",
  message: "Found: sentinel-finding",
};

describe("the plan of a pull request", () => {
  it("is one that the comment accepts, for the real program", () => {
    const plan = buildPlan(report([prod]), HEAD, { commit: BASE, stacks: [prod] });
    expect(readPlan(JSON.stringify(plan))).toEqual(plan);
    expect(plan).toMatchObject({ head: HEAD, base: BASE, stacks: [{ stack: "prod", changes: [], newAccess: [] }] });
  });

  it("has what is new, with its argument, and what it costs", () => {
    const snapshot = prod.snapshot.map((one) => {
      return one.type === "aws:rds/instance:Instance" ? { ...one, properties: { ...one.properties, kmsKeyId: "another" } } : one;
    });
    const before = { ...prod, snapshot, waysIn: prod.waysIn.slice(1), cost: { ...prod.cost, fixed: prod.cost.fixed - 5 } };
    const [stack] = buildPlan(report([prod]), HEAD, { commit: BASE, stacks: [before] }).stacks;
    expect(stack).toMatchObject({
      changes: [
        { operation: "replace", type: "aws:rds/instance:Instance", protected: true, holdsData: true, because: ["kmsKeyId"] },
      ],
      newAccess: [{ from: "addresses", port: "443" }],
      cost: { before: { fixed: prod.cost.fixed - 5 } },
    });
  });

  it("holds no value of a resource or a setting, and neither does its comment", () => {
    const violation = { rule: "some-rule", type: "aws:a/b:C", name: "thing", message: SENTINELS.message };
    const stack: ReportedStack = {
      ...prod,
      accountId: SENTINELS.accountId,
      hostNames: { hosts: [], newZones: [SENTINELS.host] },
      waysIn: [{ kind: "network", from: SENTINELS.cidr, to: SENTINELS.host, what: "443", because: SENTINELS.message }],
      policy: { ...prod.policy, violations: [violation], advisories: [violation] },
    };
    const plan = buildPlan(report([stack]), HEAD, { commit: BASE, stacks: [prod] });
    const text = commentText(plan, { run: 1, attempt: 1, url: "https://github.com", head: HEAD });
    for (const value of Object.values(SENTINELS)) expect(JSON.stringify(plan) + text).not.toContain(value);
    expect(text).toContain("`some-rule`: `thing` (`aws:a/b:C`)");
  });

  it("names the settings that are refused, and leaves the values out", () => {
    const problems = ['xmpro:domain must be a host name such as "example.com", got "sentinel"', "something else"];
    const refused = { stack: "prod", state: "refused", heading: "", problems } as const;
    const plan = buildPlan(report([refused]), HEAD, undefined);
    expect(plan.stacks).toEqual([{ stack: "prod", state: "refused", problems: 2, settings: ["xmpro:domain"] }]);
    expect(plan.base).toBeNull();
  });

  it("compares nothing with a base whose preview had no snapshot yet", () => {
    const { snapshot: _snapshot, cost: _cost, ...older } = prod;
    const plan = buildPlan(report([prod]), HEAD, { commit: BASE, stacks: [older] });
    expect(plan).toMatchObject({ base: null, stacks: [{ changes: null, cost: { before: null } }] });
  });
});
