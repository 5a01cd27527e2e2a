import { describe, expect, it } from "vitest";
import { staleState } from "../../../infra/beanstalk/update-hooks.ts";

const check = (previous: unknown, wanted: unknown, actual: string | undefined) =>
  staleState("xmpro-nonprod-sm", { previous, wanted, actual });

describe("an update of an environment", () => {
  it("is stopped if the state has a version that AWS does not run: the provider would see nothing to deploy", () => {
    expect(check("sm-2", "sm-2", "sm-1")).toBe(
      "xmpro-nonprod-sm runs the version sm-1, and Pulumi's state says sm-2, as after a failed deployment: run npx pulumi up --refresh --policy-pack infra/policy.",
    );
    expect(check("sm-2", "sm-2", undefined)).toMatch(/^xmpro-nonprod-sm runs AWS's sample application, and/);
  });

  it.each([
    ["deploys another version", "sm-1", "sm-2", "sm-1"],
    ["deploys the first version", undefined, "sm-1", undefined],
    ["changes a setting only", "sm-1", "sm-1", "sm-1"],
    ["has no version of the stack's", undefined, undefined, "deployed-by-hand"],
    ["goes back after somebody deployed in the console", "sm-1", "sm-2", "by-hand"],
  ])("goes on if it %s", (_, previous, wanted, actual) => {
    expect(check(previous, wanted, actual)).toBeUndefined();
  });
});
