import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { LoadBalancer } from "./traffic/load-balancer.ts";

type AlarmArgs = Omit<aws.cloudwatch.MetricAlarmArgs, "alarmActions" | "okActions">;

export interface AlarmsArgs {
  topicArn: pulumi.Input<string>;
  balancer: Pick<LoadBalancer, "arnSuffix" | "targetGroupArnSuffix">;
}

/** Percent of the requests. */
const ERRORS = 5;
/**
 * Percent of the relay's own responses. The metric does not show why: the relay's refusals are 5xx too (559 to 569), of callers
 * that are no clients, and of all clients at once after a loss of their pairs. So this alarm does not roll a deployment back.
 */
const REFUSALS = 50;
/** Seconds; most of this time is the upstream's. */
const LATENCY = 5;
/** Fraction of the cache's limit. */
const FULL = 0.8;
/** Days. ACM renews the certificates that it issues long before. */
const EXPIRY = 21;

/** Alarms that a faulty version of the relay sets off. ECS watches them during a deployment. @returns their names. */
export function deploymentAlarms(name: string, args: AlarmsArgs, parent: pulumi.Resource): pulumi.Output<string>[] {
  const dimensions = { LoadBalancer: args.balancer.arnSuffix };
  const alarms: Readonly<Record<string, AlarmArgs>> = {
    "5xx": {
      alarmDescription: `More than ${ERRORS} % of requests to the relay got a 5xx from its load balancer: no task responded, or none in time. Read the events of the ECS service and the log of its tasks. During a deployment, ECS rolls back by itself.`,
      // RequestCount does not include these requests. A single one at night is no alarm.
      metricQueries: percent(dimensions, "HTTPCode_ELB_5XX_Count", "FILL(requests, 0) + errors"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: ERRORS,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching",
    },
    latency: {
      alarmDescription: `The slowest 1 % of the relay's responses take more than ${LATENCY} seconds. Check the response times of its upstream. If they are normal, check the CPU utilization of the ECS service.`,
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
  return createAlarms(name, alarms, args.topicArn, parent).map((alarm) => alarm.name);
}

export interface RunningAlarmsArgs extends AlarmsArgs {
  cacheName: pulumi.Input<string>;
  /** GB. */
  maxStorageGb: number;
  certificateArn: pulumi.Input<string>;
  /** What the alarms watch: before it exists, no target is healthy. */
  dependsOn: readonly pulumi.Resource[];
}

/** Alarms of a relay that is running. */
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
      alarmDescription: `More than ${REFUSALS} % of the relay's responses are 5xx: its upstream does not respond, or the relay refuses clients. Check that the upstream responds, then read the reasons in the log of the relay's tasks.`,
      metricQueries: percent({ LoadBalancer: balancer.arnSuffix }, "HTTPCode_Target_5XX_Count", "requests"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: REFUSALS,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
    },
    unhealthy: {
      ...targets,
      alarmDescription:
        "A task of the relay has failed its health check for 5 minutes. ECS replaces it by itself. If the alarm stays on, read the events of the ECS service and the log of its tasks.",
      metricName: "UnHealthyHostCount",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
    },
    "none-healthy": {
      ...targets,
      alarmDescription:
        "No task of the relay is healthy, so it serves nobody. Read the events of the ECS service and the log of its tasks, and check that the relay's cache is available.",
      metricName: "HealthyHostCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: "breaching",
    },
    "cache-throttled": {
      ...cache,
      alarmDescription:
        "The relay's cache throttles commands: they need more ECPUs a second than relayCacheMaxEcpu allows, or the load rose suddenly. If it happens again, increase relayCacheMaxEcpu and run pulumi up.",
      metricName: "ThrottledCmds",
      statistic: "Sum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData: "notBreaching",
    },
    "cache-full": {
      ...cache,
      alarmDescription: `The relay's cache holds more than ${100 * FULL} % of its limit of ${maxStorageGb} GB. Near the limit it drops pairs, and their clients must pair again. Increase relayCacheMaxStorage and run pulumi up.`,
      metricName: "BytesUsedForCache",
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: maxStorageGb * 1e9 * FULL,
      treatMissingData: "notBreaching",
    },
    certificate: {
      alarmDescription: `The relay's certificate expires within ${EXPIRY} days and was not renewed. Look at it in ACM: AWS renews a certificate that it issued only while its validation records are in DNS. Import the next one if it is from another authority.`,
      namespace: "AWS/CertificateManager",
      metricName: "DaysToExpiry",
      dimensions: { CertificateArn: certificateArn },
      statistic: "Minimum",
      // One day: ACM publishes the metric twice a day.
      period: 86_400,
      comparisonOperator: "LessThanOrEqualToThreshold",
      threshold: EXPIRY,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
    },
  };
  createAlarms(name, alarms, args.topicArn, parent, args.dependsOn);
}

/** Errors in percent of `all` in one minute; 0 for up to five errors. */
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

function createAlarms(
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
