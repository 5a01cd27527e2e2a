import { describe, expect, it } from "vitest";
import { typeAndName, withoutValues } from "../../github/pulumi/run-pulumi.ts";
import { type Approval, problemsOf } from "../../github/update-plan/apply-saved-plan.ts";
import type { SavedPlan } from "../../github/update-plan/saved-plan.ts";
import { reasonIn } from "../../operate/deployed-stack/pulumi-error.ts";

const URN = "urn:pulumi:prod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database";

describe("a message of Pulumi's engine", () => {
  it("loses the values that it quotes when a program departs from its plan, over several lines too", () => {
    const message = `error: resource ${URN} violates plan: properties changed: ++password[{&{{hunter2\nhunter3}}}!={&{{hunter4}}}]\n`;
    expect(withoutValues(message)).toBe(
      "error: database (aws:rds/instance:Instance) differs from the plan. It was left as it is; what came before it may be deployed. Make a new plan.\n",
    );
  });

  it("stays as it is otherwise", () => {
    expect(withoutValues("error: AccessDenied: no")).toBe("error: AccessDenied: no");
    expect(reasonIn("warning: x\n  error: AccessDenied: no\n")).toBe("AccessDenied: no");
  });

  it("names a resource by its own type and name", () => {
    expect(typeAndName(URN)).toEqual(["aws:rds/instance:Instance", "database"]);
  });
});

describe("a saved plan", () => {
  const saved: SavedPlan = {
    version: 1,
    stack: "prod",
    commit: "a".repeat(40),
    stateDigest: "s",
    createdAt: 0,
    steps: 1,
    plan: "",
  };
  const approval: Approval = { stack: "prod", sha256: "f", maxAgeHours: 24 };
  const now = { sha256: "f", commit: "a".repeat(40), state: "s", now: 24 * 3_600_000 };

  it("is applied for the commit, stack and state that it was made for, within its time", () => {
    expect(problemsOf(saved, approval, now)).toEqual([]);
  });

  it.each([
    ["another file", { ...now, sha256: "e" }, approval, /not the plan that was approved/],
    ["another commit", { ...now, commit: "b" }, approval, /of commit a+, and this checkout is b/],
    ["another state", { ...now, state: "t" }, approval, /has changed since the plan was made/],
    ["another stack", now, { ...approval, stack: "nonprod" }, /of the stack "prod", not of "nonprod"/],
    ["an older plan", { ...now, now: 25 * 3_600_000 }, approval, /25 hours old, and may be 24/],
    ["a plan of the future", { ...now, now: -2 * 3_600_000 }, approval, /-2 hours old/],
  ])("is refused for %s", (_what, at, of, why) => {
    expect(problemsOf(saved, of, at)).toEqual([expect.stringMatching(why)]);
  });

  it("is refused with all reasons at once", () => {
    expect(problemsOf(saved, { ...approval, stack: "nonprod" }, { sha256: "", commit: "", state: "", now: 1e12 })).toHaveLength(
      5,
    );
  });
});
