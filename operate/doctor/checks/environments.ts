import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeEnvironmentHealthCommand,
  DescribeEventsCommand,
  DescribeInstancesHealthCommand,
  type EnvironmentDescription,
  type EventDescription,
} from "@aws-sdk/client-elastic-beanstalk";
import { PRODUCTS, type Product } from "../../../infra/xmpro/products.ts";
import { requiredOutput } from "../../deployed-stack/stack-outputs.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand, pulumiCommand } from "../command-texts.ts";
import { ageOf } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "environments";
/** An immutable update of a Windows instance takes up to half an hour. */
const MAX_UPDATE_MS = 60 * 60_000;
const EVENTS_MS = 24 * 60 * 60_000;

/** Elastic Beanstalk's environments: there, ready, healthy, and not in the middle of a failed update. */
export const environments: Check = {
  id: ID,
  title: "Environments",
  look: async (context) => {
    const names = requiredOutput(context.stack.outputs, "environments");
    const found = await context.environments();
    const looks = (Object.keys(PRODUCTS) as Product[]).map((product) => {
      const environment = found.get(product);
      return [names[product], async () => (environment ? lookAt(context, names[product], environment) : missing(names[product]))];
    });
    return lookAtEach(ID, context.signal, Object.fromEntries(looks));

    function missing(name: string): Finding {
      return findingsAbout(ID, name).wrong(
        "Elastic Beanstalk has no such environment: somebody has terminated it. Pulumi creates it again after a refresh.",
        pulumiCommand(context.stack, "up --refresh --policy-pack infra/policy"),
      );
    }
  },
};

async function lookAt(context: CheckContext, name: string, environment: EnvironmentDescription): Promise<Finding[]> {
  const [stack, health] = await Promise.all([
    lookAtEach(ID, context.signal, { [`${name} (CloudFormation)`]: () => lookAtStack(context, name, environment) }),
    lookAtEach(ID, context.signal, { [name]: () => lookAtHealth(context, name, environment) }),
  ]);
  return [...health, ...stack];
}

/** The stack that Elastic Beanstalk keeps for each environment. While it is in a failed state, no update works. */
async function lookAtStack(
  context: CheckContext,
  name: string,
  { EnvironmentId }: EnvironmentDescription,
): Promise<readonly Finding[]> {
  const { stack, aws } = context;
  const stackName = `awseb-${EnvironmentId}-stack`;
  const say = findingsAbout(ID, `${name} (CloudFormation)`);
  const question = new DescribeStacksCommand({ StackName: stackName });
  const { Stacks: [found] = [] } = await context.ask(`how the CloudFormation stack ${stackName} is`, (options) =>
    aws.cloudFormation.send(question, options),
  );
  const status = found?.StackStatus ?? "without a status";
  if (status === "UPDATE_ROLLBACK_FAILED")
    return [
      say.wrong(
        `is UPDATE_ROLLBACK_FAILED: no update works until its rollback has been continued. ${found?.StackStatusReason ?? ""}`.trim(),
        awsCommand(stack, `cloudformation continue-update-rollback --stack-name ${stackName}`),
      ),
    ];
  if (status.endsWith("_FAILED"))
    return [
      say.wrong(
        `is ${status}. Read its events, then rebuild the environment.`,
        awsCommand(stack, `cloudformation describe-stack-events --stack-name ${stackName} --max-items 20`),
      ),
    ];
  return [];
}

async function lookAtHealth(context: CheckContext, name: string, environment: EnvironmentDescription): Promise<Finding> {
  const { stack, aws, now } = context;
  const say = findingsAbout(ID, name);
  const { Status: status = "without a status", DateUpdated: updated } = environment;
  const events = await eventsOf(context, name);
  const eventsCommand = awsCommand(stack, `elasticbeanstalk describe-events --environment-name ${name} --max-items 20`);
  if (status !== "Ready") {
    const since = updated === undefined ? "" : ` for ${ageOf(updated, now)}`;
    const isStuck = updated !== undefined && now.getTime() - updated.getTime() > MAX_UPDATE_MS;
    if (status === "Terminating" || status === "Terminated") return say.wrong(`is ${status}.`, eventsCommand);
    return isStuck
      ? say.wrong(
          `has been ${status}${since}, which is longer than an update takes. Abort the update.${lastOf(events)}`,
          awsCommand(stack, `elasticbeanstalk abort-environment-update --environment-name ${name}`),
        )
      : say.unknown(`is ${status}${since}: an update is running. Look again when it has ended.${lastOf(events)}`, eventsCommand);
  }
  const question = new DescribeEnvironmentHealthCommand({
    EnvironmentName: name,
    AttributeNames: ["HealthStatus", "Color", "Causes"],
  });
  const { HealthStatus: health = "Unknown", Causes: causes = [] } = await context.ask(`how healthy ${name} is`, (options) =>
    aws.beanstalk.send(question, options),
  );
  if (["Warning", "Degraded", "Severe"].includes(health)) {
    const reasons = [...new Set([...causes, ...(await instanceCauses(context, name))])];
    return say.wrong(`is ${health}. ${reasons.join(" ") || "AWS gives no cause."}${lastOf(events)}`, eventsCommand);
  }
  if (health !== "Ok" && health !== "Info")
    return say.unknown(`is ${health}: its instances have sent no health yet. ${causes.join(" ")}`.trim(), eventsCommand);
  const failure = failureAfterLastSuccess(events);
  if (failure) return say.wrong(`is ${health}, but its last update failed: ${failure.Message}`, eventsCommand);
  return say.good(`is Ready and ${health}.`);
}

async function instanceCauses(context: CheckContext, name: string): Promise<string[]> {
  const question = new DescribeInstancesHealthCommand({ EnvironmentName: name, AttributeNames: ["HealthStatus", "Causes"] });
  const { InstanceHealthList = [] } = await context.ask(`how healthy the instances of ${name} are`, (options) =>
    context.aws.beanstalk.send(question, options),
  );
  return InstanceHealthList.flatMap(({ InstanceId, Causes = [] }) => Causes.map((cause) => `${InstanceId}: ${cause}`));
}

/** Events of the last day, the newest first. */
async function eventsOf(context: CheckContext, name: string): Promise<readonly EventDescription[]> {
  const StartTime = new Date(context.now.getTime() - EVENTS_MS);
  const question = new DescribeEventsCommand({ EnvironmentName: name, StartTime, MaxRecords: 100 });
  const { Events = [] } = await context.ask(`what happened to ${name}`, (options) =>
    context.aws.beanstalk.send(question, options),
  );
  return Events.toSorted((a, b) => (b.EventDate?.getTime() ?? 0) - (a.EventDate?.getTime() ?? 0));
}

const isSerious = ({ Severity }: EventDescription) => ["WARN", "ERROR", "FATAL"].includes(Severity ?? "");

function lastOf(events: readonly EventDescription[]): string {
  const last = events.find(isSerious);
  return last ? ` Last event: ${last.Message}` : "";
}

/** A failed update leaves a healthy environment: the previous version runs on. CloudFormation's part is looked at in its stack. */
function failureAfterLastSuccess(events: readonly EventDescription[]): EventDescription | undefined {
  const success = events.findIndex(({ Message = "" }) => /completed successfully|Successfully launched/i.test(Message));
  const since = success < 0 ? events : events.slice(0, success);
  return since.find(
    ({ Severity = "", Message = "" }) =>
      /ERROR|FATAL/.test(Severity) && /fail|unsuccessful/i.test(Message) && !/^Stack named|CloudFormation/.test(Message),
  );
}
