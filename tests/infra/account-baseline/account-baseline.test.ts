import { describe, expect, it } from "vitest";
import { policyReport } from "../../../preview/model/policy-report.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";

const ON = { accountBaseline: "on", accountBudget: 2000 };
const TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/xmpro-nonprod";

describe("the baseline of an account", () => {
  it("is off by default: nothing of it exists in either stack", async () => {
    for (const stack of ["nonprod", "prod"] as const) {
      const { resources } = await deployStack(stack);
      expect(resources.filter(({ type, name }) => /account-baseline/.test(type) || /^account(-|$)/.test(name))).toEqual([]);
    }
  });

  it("adds resources and changes none of the others", async () => {
    const [off, on] = [await deployStack("nonprod"), await deployStack("nonprod", ON)];
    const of = ({ resources }: typeof off) => resources.map(({ urn, inputs }) => JSON.stringify([urn, inputs]));
    const added = new Set(of(on));
    expect(of(off).filter((resource) => !added.has(resource))).toEqual([]);
  });

  it.each(["nonprod", "prod"] as const)("violates no rule in %s", async (stack) => {
    const { violations, advisories } = policyReport((await deployStack(stack, ON)).resources);
    const own = [...violations, ...advisories].filter(({ rule, name }) => rule !== "exemptions" && /account/.test(name));
    expect(own).toEqual([]);
  });

  it("records the calls of all regions, encrypted and with digests, in S3 and in CloudWatch Logs", async () => {
    const made = await deployStack("nonprod", ON);
    expect(made.the("cloudtrail.Trail").inputs).toMatchObject({
      name: "xmpro-nonprod",
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      kmsKeyId: made.the("kms.Key", "account-trail").inputs.arn ?? expect.stringContaining("account-trail"),
      cloudWatchLogsGroupArn: expect.stringMatching(/:\*$/),
    });
  });

  it("lets CloudTrail write for this trail only: to the bucket, with the key, and by the role", async () => {
    const made = await deployStack("nonprod", ON);
    const statements = [
      ...Object.values(statementsOf(made.the("s3.BucketPolicy", "account-trail"))),
      ...Object.values(statementsOf(made.the("kms.Key", "account-trail"))),
      ...Object.values(statementsOf(made.the("iam.Role", "account-trail"), "assumeRolePolicy")),
    ].filter(({ Principal }) => JSON.stringify(Principal ?? "").includes("cloudtrail.amazonaws.com"));
    expect(statements).toHaveLength(5);
    for (const { Condition } of statements) expect(JSON.stringify(Condition)).toContain(TRAIL);
  });

  it("keeps the records of calls from being deleted while they are kept", async () => {
    const made = await deployStack("prod", ON);
    expect(made.the("s3.Bucket", "account-trail")).toMatchObject({ inputs: { objectLockEnabled: true }, protect: true });
    expect(made.the("s3.BucketObjectLockConfiguration").inputs.rule).toEqual({
      defaultRetention: { mode: "GOVERNANCE", days: 365 },
    });
    // AWS Config cannot deliver to such a bucket.
    expect(made.the("s3.Bucket", "account-config").inputs).not.toHaveProperty("objectLockEnabled");
  });

  it("turns AWS Config on before Security Hub, which reads its records", async () => {
    const made = await deployStack("nonprod", ON);
    expect(made.the("securityhub.Account").dependencies).toContain(made.the("cfg.RecorderStatus").urn);
    expect(made.ofType("securityhub.StandardsSubscription").map(({ inputs }) => inputs.standardsArn)).toEqual([
      "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0",
      "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/5.0.0",
    ]);
  });

  it("reports GuardDuty's high findings to who receives alarms", async () => {
    const made = await deployStack("nonprod", ON);
    const rule = made.the("cloudwatch.EventRule", "account-guardduty");
    expect(JSON.parse(rule.inputs.eventPattern)).toMatchObject({ source: ["aws.guardduty"] });
    expect(made.the("cloudwatch.EventTarget", "account-guardduty").inputs.arn).toContain(":notifications");
  });

  it("leaves the switches of the account as they are when the stack goes", async () => {
    const made = await deployStack("nonprod", ON);
    const switches = [
      "iam.AccountPasswordPolicy",
      "s3.AccountPublicAccessBlock",
      "ebs.SnapshotBlockPublicAccess",
      "ec2.InstanceMetadataDefaults",
      "iam.ServiceLinkedRole",
    ];
    expect(switches.filter((type) => !made.the(type).retainOnDelete)).toEqual([]);
  });

  it("has a budget that mails to alarmEmails, and none without an amount", async () => {
    const { inputs } = (await deployStack("nonprod", ON)).the("budgets.Budget");
    expect(inputs).toMatchObject({ budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "2000", limitUnit: "USD" });
    expect(inputs.notifications).toMatchObject([
      { threshold: 80, notificationType: "ACTUAL", subscriberEmailAddresses: ["xmpro-nonprod@example.com"] },
      { threshold: 100, notificationType: "FORECASTED" },
    ]);
    expect((await deployStack("nonprod", { accountBaseline: "on" })).ofType("budgets.Budget")).toEqual([]);
  });
});
