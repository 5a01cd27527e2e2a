import { describe, expect, it } from "vitest";
import { EnvironmentInquiry } from "../../../infra/beanstalk/environment-inquiry.ts";
import { failureReport } from "../../../infra/beanstalk/failure-report.ts";

const CAUSE = "Incorrect application version found on all instances.";

/** What AWS answers to each command, in the shape of its API. */
const answers = {
  DescribeEnvironmentsCommand: {
    Environments: [
      { EnvironmentId: "e-abcd", Status: "Ready", HealthStatus: "Degraded", VersionLabel: "sm-4.4.18-aaaaaaaaaaaa" },
    ],
  },
  DescribeInstancesHealthCommand: {
    InstanceHealthList: [
      { InstanceId: "i-1", HealthStatus: "Degraded", Causes: [CAUSE, "The disk is full."] },
      { InstanceId: "i-2", HealthStatus: "Ok", Causes: [] },
    ],
  },
  DescribeEventsCommand: {
    Events: [
      { EventDate: new Date("2026-11-30T10:15:40Z"), Severity: "ERROR", Message: "Failed to deploy application." },
      { EventDate: new Date("2026-11-30T10:15:30Z"), Severity: "INFO", Message: "Environment update is starting." },
    ],
  },
  DescribeStacksCommand: { Stacks: [{ StackName: "awseb-e-abcd-stack", StackStatus: "UPDATE_ROLLBACK_COMPLETE" }] },
};

/** The report with some other answers; an answer that is an error is thrown. */
async function report(others: Partial<Record<keyof typeof answers, unknown>> = {}, wanted: unknown = "sm-4.4.19-bbbbbbbbbbbb") {
  const asked: unknown[] = [];
  const send = async (command: { readonly input: unknown }) => {
    asked.push(command.input);
    const answer = { ...answers, ...others }[command.constructor.name as keyof typeof answers];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const environment = { region: "eu-west-1", environmentName: "xmpro-nonprod-sm" };
  const client = { send } as unknown as ConstructorParameters<typeof EnvironmentInquiry>[1];
  const inquiry = new EnvironmentInquiry(environment, client, client as never);
  return { text: await failureReport(inquiry, wanted), asked };
}

describe("the report of a failed update", () => {
  it("says that the old version serves, what each instance says, and the last events in their order", async () => {
    const { text, asked } = await report();
    expect(text.split("\n")).toEqual([
      "xmpro-nonprod-sm: the version sm-4.4.19-bbbbbbbbbbbb was not deployed. The version sm-4.4.18-aaaaaaaaaaaa serves as before. It is Ready, and its health is Degraded.",
      "The instances say:",
      `  i-1 is Degraded: ${CAUSE}`,
      "  i-1 is Degraded: The disk is full.",
      "The last events (UTC):",
      "  10:15:30 INFO Environment update is starting.",
      "  10:15:40 ERROR Failed to deploy application.",
      expect.stringContaining("Correct the cause, then run npx pulumi up --refresh"),
    ]);
    expect(asked).toContainEqual({ EnvironmentNames: ["xmpro-nonprod-sm"], IncludeDeleted: false });
  });

  it("names the command that continues a roll-back that failed", async () => {
    const stuck = { Stacks: [{ StackName: "awseb-e-abcd-stack", StackStatus: "UPDATE_ROLLBACK_FAILED" }] };
    const { text } = await report({ DescribeStacksCommand: stuck });
    expect(text).toContain(
      "\n  aws cloudformation continue-update-rollback --stack-name awseb-e-abcd-stack --region eu-west-1\n",
    );
    expect((await report()).text).not.toContain("continue-update-rollback");
  });

  it("says that AWS's sample application serves, and speaks of no version where none was to be deployed", async () => {
    const sample = { Environments: [{ EnvironmentId: "e-abcd", Status: "Updating" }] };
    expect((await report({ DescribeEnvironmentsCommand: sample })).text).toMatch(
      /^xmpro-nonprod-sm: the version \S+ was not deployed\. AWS's sample application serves as before\. It is Updating\.\n/,
    );
    expect((await report({}, null)).text).toMatch(/^xmpro-nonprod-sm: the update failed\. The version \S+ serves\./);
  });

  it("leaves out what AWS does not say", async () => {
    const denied = new Error("AccessDenied");
    const nothing = Object.fromEntries(Object.keys(answers).map((command) => [command, denied]));
    const { text } = await report(nothing);
    expect(text.split("\n")).toHaveLength(2);
    expect(text).toMatch(/^xmpro-nonprod-sm: AWS does not describe it\.\nCorrect the cause/);
  });
});
