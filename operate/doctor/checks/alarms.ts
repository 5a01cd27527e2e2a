import { type MetricAlarm, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { requiredOutput } from "../../deployed-stack/stack-outputs.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand, pulumiCommand } from "../command-texts.ts";
import { ageOf } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "alarms";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

/** Does an alarm fire, and would anybody hear of it? */
export const alarms: Check = {
  id: ID,
  title: "Alarms",
  look: async (context) =>
    lookAtEach(ID, context.signal, {
      alarms: () => lookAtAlarms(context),
      subscriptions: () => lookAtSubscriptions(context),
    }),
};

async function lookAtAlarms(context: CheckContext): Promise<readonly Finding[]> {
  const { stack, now } = context;
  const own = await alarmsTo(context, requiredOutput(stack.outputs, "topicArn"));
  const say = findingsAbout(ID, "alarms");
  if (own.length === 0)
    return [
      say.wrong(
        "No alarm leads to the stack's topic, so nobody hears when something fails. Deploy the stack again.",
        pulumiCommand(stack, "up --refresh --policy-pack infra/policy"),
      ),
    ];
  const problems = own.flatMap((alarm): Finding[] => {
    const { AlarmName = "an alarm", StateValue, StateReason = "", StateUpdatedTimestamp: since, ActionsEnabled } = alarm;
    const about = findingsAbout(ID, AlarmName);
    if (StateValue === "ALARM")
      return [
        about.wrong(
          `fires${since === undefined ? "" : ` for ${ageOf(since, now)}`}. ${alarm.AlarmDescription ?? StateReason}`,
          awsCommand(stack, `cloudwatch describe-alarm-history --alarm-name ${AlarmName} --max-items 5`),
        ),
      ];
    if (ActionsEnabled === false)
      return [
        about.wrong(
          "is silenced: somebody has disabled its actions.",
          awsCommand(stack, `cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`),
        ),
      ];
    return [];
  });
  if (problems.length > 0) return problems;
  const silent = own.filter(({ StateValue }) => StateValue === "INSUFFICIENT_DATA").length;
  return [say.good(`None of ${own.length} alarms fires${silent > 0 ? `; ${silent} of them have no data` : ""}.`)];
}

async function alarmsTo({ ask, aws }: CheckContext, topicArn: string): Promise<MetricAlarm[]> {
  return ask("which alarms fire", async () => {
    const found: MetricAlarm[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: aws.cloudWatch }, { AlarmTypes: ["MetricAlarm"] }))
      found.push(...MetricAlarms.filter(({ AlarmActions = [] }) => AlarmActions.includes(topicArn)));
    return found;
  });
}

/** From the state, as the last update or refresh saw it: who confirms later is seen after the next refresh. */
async function lookAtSubscriptions({ pulumi, stack }: CheckContext): Promise<readonly Finding[]> {
  const { resources } = await pulumi.state();
  const own = resources.filter(({ type }) => type === SUBSCRIPTION);
  const say = findingsAbout(ID, "subscriptions");
  if (own.length === 0)
    return [
      say.wrong("Nobody receives the alarms. Set alarmEmails, then deploy.", pulumiCommand(stack, "config get alarmEmails")),
    ];
  const pending = own
    .filter(({ outputs }) => outputs?.pendingConfirmation === true)
    .map(({ outputs }) => String(outputs?.endpoint));
  if (pending.length === 0) return [say.good(`${own.length} of ${own.length} receivers of the alarms have confirmed.`)];
  return pending.map((endpoint) =>
    findingsAbout(ID, endpoint).unknown(
      "had not confirmed the mail of AWS when the stack was last deployed or refreshed, and gets no alarm before that. If it has since, the command makes Pulumi look again.",
      pulumiCommand(stack, "refresh"),
    ),
  );
}
