import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** An alarm. Whoever receives it reads the description at night: what is wrong, where, and what to do. */
export type AlarmArgs = Omit<aws.cloudwatch.MetricAlarmArgs, "alarmActions" | "okActions"> & {
  readonly alarmDescription: string;
};

export interface AlarmsContext {
  /** SNS topic that receives each alarm, and the message that it is over. */
  readonly topicArn: pulumi.Input<string>;
  readonly parent: pulumi.Resource;
  /** What the alarms watch: before it exists, it would be reported as missing. */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/** Creates each alarm, with its key at the end of its name: "relay-latency". */
export function createAlarms(
  name: string,
  alarms: Readonly<Record<string, AlarmArgs>>,
  { topicArn, parent, dependsOn = [] }: AlarmsContext,
): aws.cloudwatch.MetricAlarm[] {
  return Object.entries(alarms).map(
    ([purpose, args]) =>
      new aws.cloudwatch.MetricAlarm(
        `${name}-${purpose}`,
        { ...args, alarmActions: [topicArn], okActions: [topicArn] },
        { parent, dependsOn: [...dependsOn] },
      ),
  );
}
