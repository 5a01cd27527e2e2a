import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { noticesStayHere } from "../../../../../infra/policy/rules/resource-policies/notices-stay-here.ts";
import { checkedResource, findingsOf, settings, UNKNOWN, UNKNOWN_LIST } from "../../checked-resource.ts";
import { OTHER, OWN, ownRole } from "../identity/identity-policy.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
const topic = (account: string) => `arn:aws:sns:us-east-1:${account}:notices`;

function findings(type: string, props: Record<string, unknown>, others: readonly CheckedResource[] = [ownRole]) {
  return findingsOf(noticesStayHere, ...others, checkedResource(type, props)).length;
}

/** Where a topic is named. */
const PLACES: readonly (readonly [type: string, props: (arn: string) => Record<string, unknown>])[] = [
  [ALARM, (arn) => ({ alarmActions: [arn] })],
  [ALARM, (arn) => ({ okActions: [UNKNOWN, arn] })],
  [ALARM, (arn) => ({ insufficientDataActions: [arn] })],
  ["aws:cloudwatch/compositeAlarm:CompositeAlarm", (arn) => ({ alarmActions: [arn] })],
  ["aws:autoscaling/notification:Notification", (topicArn) => ({ topicArn })],
  ["aws:backup/vaultNotifications:VaultNotifications", (snsTopicArn) => ({ snsTopicArn })],
  ["aws:budgets/budget:Budget", (arn) => ({ notifications: [UNKNOWN, { subscriberSnsTopicArns: [arn] }] })],
  ["aws:rds/eventSubscription:EventSubscription", (snsTopic) => ({ snsTopic })],
  ["aws:elasticache/replicationGroup:ReplicationGroup", (notificationTopicArn) => ({ notificationTopicArn })],
  [ENVIRONMENT, (arn) => ({ settings: settings({ "aws:elasticbeanstalk:sns:topics/Notification Topic ARN": arn }) })],
  [ENVIRONMENT, (arn) => ({ settings: settings({ "aws:elasticbeanstalk:sns:topics/Notification Endpoint": arn }) })],
];

describe("notices-stay-here", () => {
  it.each(PLACES)("accepts a topic of the account, and no other one: %s %s", (type, props) => {
    expect(findings(type, props(topic(OWN)))).toBe(0);
    expect(findings(type, props(topic(OTHER)))).toBe(1);
    expect(findings(type, {})).toBe(0);
  });

  it("accepts actions on the alarm's own instance, and the people whom an environment writes to", () => {
    expect(findings(ALARM, { alarmActions: ["arn:aws:automate:us-east-1:ec2:recover"] })).toBe(0);
    const mail = settings({ "aws:elasticbeanstalk:sns:topics/Notification Endpoint": "platform@example.com" });
    expect(findings(ENVIRONMENT, { settings: mail })).toBe(0);
  });

  it("skips what is not known yet", () => {
    expect(findings(ALARM, { alarmActions: UNKNOWN_LIST, okActions: [UNKNOWN] })).toBe(0);
  });

  it("accepts a topic that the stack creates where no policy names the account", () => {
    const own = checkedResource("aws:sns/topic:Topic", { arn: topic(OWN) });
    expect(findings(ALARM, { alarmActions: [topic(OWN)] }, [own])).toBe(0);
    expect(findings(ALARM, { alarmActions: [topic(OTHER)] }, [own])).toBe(1);
  });
});
