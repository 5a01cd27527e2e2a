import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { monthlyCost } from "../../../infra/policy/cost/monthly-cost.ts";
import { checkedResources } from "../../../preview/model/policy-report.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/account-baseline.md"), "utf8").replaceAll(/\s+/g, " ");
const ON = { accountBaseline: "on", accountBudget: 3000 };

describe("what account-baseline.md says", () => {
  it("holds: S3 refuses to delete the records for logRetentionDays", async () => {
    expect(page).toContain("S3 refuses to delete them for as many days as `logRetentionDays` (Object Lock, governance mode)");
    const made = await deployStack("nonprod", { ...ON, logRetentionDays: 60 });
    expect(made.the("s3.BucketObjectLockConfiguration").inputs.rule.defaultRetention).toEqual({ mode: "GOVERNANCE", days: 60 });
  });

  it("holds: passwords have 14 characters of four classes and are not one of the last 24", async () => {
    expect(page).toContain("14 characters of four classes, not one of the last 24");
    const { inputs } = (await deployStack("nonprod", ON)).the("iam.AccountPasswordPolicy");
    expect(inputs).toMatchObject({ minimumPasswordLength: 14, passwordReusePrevention: 24 });
    expect(Object.keys(inputs).filter((name) => name.startsWith("require"))).toHaveLength(4);
  });

  it("holds: the role of AWS Config has this type and this name, for those who let the stack take it over", async () => {
    expect(page).toContain(
      "Its type is `aws:iam/serviceLinkedRole:ServiceLinkedRole`, its name `account-config`, and its id its ARN.",
    );
    const role = (await deployStack("nonprod", ON)).the("iam.ServiceLinkedRole");
    expect([role.type, role.name]).toEqual(["aws:iam/serviceLinkedRole:ServiceLinkedRole", "account-config"]);
  });

  it("holds: records go with the stack, in production they are protected, and the switches stay", async () => {
    expect(page).toContain("In production they are protected like all data");
    expect(page).toContain("The switches of the account stay as they are, and so does the role of AWS Config");
    const buckets = async (stack: "nonprod" | "prod") =>
      (await deployStack(stack, ON)).ofType("s3.Bucket").filter(({ name }) => name.startsWith("account-"));
    expect((await buckets("nonprod")).map(({ protect, inputs }) => [protect, inputs.forceDestroy])).toEqual([
      [false, true],
      [false, true],
    ]);
    expect((await buckets("prod")).map(({ protect }) => protect)).toEqual([true, true]);
  });

  it("holds: an analyzer for the account that exists is in the way, as the stack's has the same type", async () => {
    expect(page).toContain("`aws accessanalyzer list-analyzers --type ACCOUNT` | `ServiceQuotaExceededException`");
    expect((await deployStack("nonprod", ON)).the("accessanalyzer.Analyzer").inputs.type).toBe("ACCOUNT");
  });

  it("holds: nearly all of its cost is by use", async () => {
    expect(page).toContain("Nearly all of that is billed by use");
    const off = await deployStack("nonprod");
    const on = await deployStack("nonprod", ON);
    const [before, after] = [off, on].map(({ resources }) => monthlyCost(checkedResources(resources)));
    const fixed = (after?.fixed ?? 0) - (before?.fixed ?? 0);
    const byUse = (after?.byUse ?? 0) - (before?.byUse ?? 0);
    expect(fixed).toBeLessThan(byUse / 10);
  });
});
