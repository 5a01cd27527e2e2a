import type * as pulumi from "@pulumi/pulumi";
import type { AlarmArgs } from "./alarms.ts";
import { errorsInPercent } from "./balancer-errors.ts";

export interface WatchedEnvironment {
  /** What people call the program in it: "Subscription Manager". */
  readonly title: string;
  /** Elastic Beanstalk's name of the environment. */
  readonly environmentName: string;
  /** "app/name/id", the load balancer's name in metrics. */
  readonly balancerArnSuffix: pulumi.Input<string>;
  readonly autoscalingGroupName: pulumi.Input<string>;
}

/** Percent of the requests. A program that works answers next to none with 5xx. */
const ERRORS = 5;
/** Seconds. Pages and calls take less, but a long poll of SignalR counts with its whole waiting time. */
const LATENCY = 5;
/** Elastic Beanstalk's figure for "Degraded"; 25 is "Severe". 15 is "Warning", which passes by itself in most cases. */
const DEGRADED = 20;
/** Percent. A deployment and a start of IIS take all of it for some minutes. */
const BUSY = 90;

/**
 * Alarms of one environment. Health stands for that of its hosts: the load balancer's own metric of healthy hosts needs the target
 * group, which Elastic Beanstalk makes anew with another port, and which no output of the environment has.
 */
export function environmentAlarms({ title, environmentName, ...watched }: WatchedEnvironment): Record<string, AlarmArgs> {
  const { balancerArnSuffix, autoscalingGroupName } = watched;
  const lookAt = `Look at the health and the events of ${environmentName} in the Elastic Beanstalk console`;
  return {
    "5xx": {
      alarmDescription: `More than ${ERRORS} % of requests to ${title} got a 5xx from its load balancer: no instance responded, or none in time. ${lookAt}, then at the log group of IIS.`,
      // RequestCount does not include these requests.
      metricQueries: errorsInPercent(balancerArnSuffix, "HTTPCode_ELB_5XX_Count", "FILL(requests, 0) + errors"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: ERRORS,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: "notBreaching",
    },
    "target-5xx": {
      alarmDescription: `More than ${ERRORS} % of the responses of ${title} are 5xx: it runs, and fails. Check that the SQL Server and Redis respond (the dashboard shows both), then read the logs of ${environmentName}.`,
      metricQueries: errorsInPercent(balancerArnSuffix, "HTTPCode_Target_5XX_Count", "requests"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: ERRORS,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: "notBreaching",
    },
    latency: {
      alarmDescription: `The slowest 5 % of the responses of ${title} take more than ${LATENCY} seconds. Check CPU and latency of the SQL Server, then the CPU of the instances. If both are normal, browsers may use long polling instead of WebSockets, and wait on purpose.`,
      namespace: "AWS/ApplicationELB",
      metricName: "TargetResponseTime",
      dimensions: { LoadBalancer: balancerArnSuffix },
      extendedStatistic: "p95",
      // With fewer than 200 requests in 5 minutes CloudWatch ignores the percentile: a few slow ones at night are no alarm.
      period: 300,
      comparisonOperator: "GreaterThanThreshold",
      threshold: LATENCY,
      evaluationPeriods: 3,
      evaluateLowSampleCountPercentiles: "ignore",
      treatMissingData: "notBreaching",
    },
    health: {
      alarmDescription: `${title} has been Degraded or Severe for 10 minutes: most of its requests fail, or no instance passes the health check. ${lookAt}. The causes are written there. After a deployment, deploy the previous version.`,
      namespace: "AWS/ElasticBeanstalk",
      metricName: "EnvironmentHealth",
      dimensions: { EnvironmentName: environmentName },
      // The best health of each 5 minutes.
      statistic: "Minimum",
      period: 300,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: DEGRADED,
      evaluationPeriods: 2,
      treatMissingData: "notBreaching",
    },
    cpu: {
      alarmDescription: `The instances of ${title} have used more than ${BUSY} % of their CPU for 15 minutes. Look at the processes on an instance (Session Manager). If the load is real, choose a larger instance type and run pulumi up.`,
      namespace: "AWS/EC2",
      metricName: "CPUUtilization",
      dimensions: { AutoScalingGroupName: autoscalingGroupName },
      statistic: "Average",
      period: 300,
      comparisonOperator: "GreaterThanThreshold",
      threshold: BUSY,
      evaluationPeriods: 3,
      treatMissingData: "notBreaching",
    },
  };
}
