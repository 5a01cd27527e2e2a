import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { LoadBalancer } from "./traffic/load-balancer.ts";

type AlarmArgs = Omit<aws.cloudwatch.MetricAlarmArgs, "alarmActions" | "okActions">;

export interface AlarmsArgs {
  topicArn: pulumi.Input<string>;
  balancer: Pick<LoadBalancer, "arnSuffix" | "targetGroupArnSuffix">;
}

/** Percent of the answers. */
const ERRORS = 5;
/**
 * Percent of the answers of the relay itself. It is not told apart why: its own refusals are 5xx too (559 to 569), of callers that are
 * no clients, and of all clients at once after their pairs are lost. So this one is no reason to roll back.
 */
const REFUSALS = 50;
/** Seconds; most of it is the upstream's. */
const LATENCY = 5;
/** Part of the cache's limit. */
const FULL = 0.8;
/** Days. ACM renews its own certificates long before. */
const EXPIRY = 21;

/** Alarms that a bad version of the relay sets off: they watch a deployment too. @returns their names. */
export function deploymentAlarms(name: string, args: AlarmsArgs, parent: pulumi.Resource): pulumi.Output<string>[] {
  const dimensions = { LoadBalancer: args.balancer.arnSuffix };
  const alarms: Readonly<Record<string, AlarmArgs>> = {
    "5xx": {
      alarmDescription: `More than ${ERRORS} % of the answers for the relay are 5xx of its load balancer: no task answers, or in time`,
      // Such answers are no requests in the balancer's count. A single one at night is no alarm.
      metricQueries: percent(dimensions, "HTTPCode_ELB_5XX_Count", "FILL(requests, 0) + errors"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: ERRORS,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching",
    },
    latency: {
      alarmDescription: `The slowest of 100 answers of the relay takes more than ${LATENCY} seconds`,
      namespace: "AWS/ApplicationELB",
      metricName: "TargetResponseTime",
      dimensions,
      extendedStatistic: "p99",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: LATENCY,
      evaluationPeriods: 5,
      datapointsToAlarm: 4,
      evaluateLowSampleCountPercentiles: "ignore",
      treatMissingData: "notBreaching",
    },
  };
  return make(name, alarms, args.topicArn, parent).map((alarm) => alarm.name);
}

export interface RunningAlarmsArgs extends AlarmsArgs {
  cacheName: pulumi.Input<string>;
  /** GB. */
  maxStorageGb: number;
  certificateArn: pulumi.Input<string>;
  /** What is watched: before it is there, nobody is healthy. */
  dependsOn: readonly pulumi.Resource[];
}

/** Alarms of a relay that runs. */
export function runningAlarms(name: string, args: RunningAlarmsArgs, parent: pulumi.Resource): void {
  const { balancer, cacheName, maxStorageGb, certificateArn } = args;
  const targets = {
    namespace: "AWS/ApplicationELB",
    dimensions: { LoadBalancer: balancer.arnSuffix, TargetGroup: balancer.targetGroupArnSuffix },
    statistic: "Maximum",
    period: 60,
  };
  const cache = { namespace: "AWS/ElastiCache", dimensions: { clusterId: cacheName }, period: 300, evaluationPeriods: 1 };
  const alarms: Readonly<Record<string, AlarmArgs>> = {
    "target-5xx": {
      alarmDescription: `More than ${REFUSALS} % of the relay's answers are 5xx: its upstream is away, or callers do not get in`,
      metricQueries: percent({ LoadBalancer: balancer.arnSuffix }, "HTTPCode_Target_5XX_Count", "requests"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: REFUSALS,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
    },
    unhealthy: {
      ...targets,
      alarmDescription: "A task of the relay has been unhealthy for 5 minutes",
      metricName: "UnHealthyHostCount",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
    },
    "none-healthy": {
      ...targets,
      alarmDescription: "No task of the relay is healthy: it serves nobody",
      metricName: "HealthyHostCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: "breaching",
    },
    "cache-throttled": {
      ...cache,
      alarmDescription: "The relay's cache refuses commands: more ECPUs a second than relayCacheMaxEcpu, or a sudden rise",
      metricName: "ThrottledCmds",
      statistic: "Sum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData: "notBreaching",
    },
    "cache-full": {
      ...cache,
      alarmDescription: `The relay's cache holds more than ${100 * FULL} % of the ${maxStorageGb} GB that it may`,
      metricName: "BytesUsedForCache",
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: maxStorageGb * 1e9 * FULL,
      treatMissingData: "notBreaching",
    },
    certificate: {
      alarmDescription: `The relay's certificate ends within ${EXPIRY} days: it was not renewed`,
      namespace: "AWS/CertificateManager",
      metricName: "DaysToExpiry",
      dimensions: { CertificateArn: certificateArn },
      statistic: "Minimum",
      // A day: ACM says it twice a day.
      period: 86_400,
      comparisonOperator: "LessThanOrEqualToThreshold",
      threshold: EXPIRY,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
    },
  };
  make(name, alarms, args.topicArn, parent, args.dependsOn);
}

/** Errors in percent of `all`, a minute; 0 for up to five of them. */
function percent(dimensions: Readonly<Record<string, pulumi.Input<string>>>, errors: string, all: string) {
  const count = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "AWS/ApplicationELB", metricName, dimensions, stat: "Sum", period: 60 },
  });
  return [
    count("requests", "RequestCount"),
    count("errors", errors),
    { id: "percent", expression: `IF(errors > 5, 100 * errors / (${all}), 0)`, label: "5xx in percent", returnData: true },
  ];
}

function make(
  name: string,
  alarms: Readonly<Record<string, AlarmArgs>>,
  topicArn: pulumi.Input<string>,
  parent: pulumi.Resource,
  dependsOn: readonly pulumi.Resource[] = [],
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
