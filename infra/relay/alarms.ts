import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, createAlarms } from "../monitoring/alarms.ts";
import { errorsInPercent } from "../monitoring/balancer-errors.ts";
import { certificateExpiry } from "../monitoring/certificate-expiry.ts";
import type { LoadBalancer } from "./traffic/load-balancer.ts";

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

/** Alarms that a faulty version of the relay sets off. ECS watches them during a deployment. */
export function deploymentAlarms(name: string, args: AlarmsArgs, parent: pulumi.Resource): aws.cloudwatch.MetricAlarm[] {
  const dimensions = { LoadBalancer: args.balancer.arnSuffix };
  const alarms: Readonly<Record<string, AlarmArgs>> = {
    "5xx": {
      alarmDescription: `More than ${ERRORS} % of requests to the relay got a 5xx from its load balancer: no task responded, or none in time. Read the events of the ECS service and the log of its tasks. During a deployment, ECS rolls back by itself.`,
      // RequestCount does not include these requests.
      metricQueries: errorsInPercent(args.balancer.arnSuffix, "HTTPCode_ELB_5XX_Count", "FILL(requests, 0) + errors"),
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
  return createAlarms(name, alarms, { topicArn: args.topicArn, parent });
}

export interface RunningAlarmsArgs extends AlarmsArgs {
  cacheName: pulumi.Input<string>;
  /** GB. */
  maxStorageGb: number;
  certificateArn: pulumi.Input<string>;
  /** Undefined: there is none. */
  domainsCertificateArn?: pulumi.Input<string> | undefined;
  /** What the alarms watch: before it exists, no target is healthy. */
  dependsOn: readonly pulumi.Resource[];
}

/** Alarms of a relay that is running. */
export function runningAlarms(name: string, args: RunningAlarmsArgs, parent: pulumi.Resource): aws.cloudwatch.MetricAlarm[] {
  const { balancer, cacheName, maxStorageGb, certificateArn, domainsCertificateArn } = args;
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
      metricQueries: errorsInPercent(balancer.arnSuffix, "HTTPCode_Target_5XX_Count", "requests"),
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
    certificate: certificateExpiry(certificateArn, "The relay's certificate"),
    ...(domainsCertificateArn === undefined
      ? {}
      : { "certificate-domains": certificateExpiry(domainsCertificateArn, "The certificate of the relay's domains") }),
  };
  return createAlarms(name, alarms, { topicArn: args.topicArn, parent, dependsOn: args.dependsOn });
}
