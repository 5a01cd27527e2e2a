import type * as pulumi from "@pulumi/pulumi";
import type { AlarmArgs } from "./alarms.ts";

export interface WatchedRedis {
  /** ElastiCache's names of the nodes. */
  readonly nodeIds: readonly pulumi.Input<string>[];
}

/** Percent of the memory. At 100 % Redis evicts keys. */
const FULL = 85;
/** Percent of the one core that Redis uses. */
const BUSY = 80;
/** Seconds; it is below 1 as a rule. */
const LAG = 30;

/** Alarms of a Redis. Each one watches all nodes together, as any of them may be the primary. */
export function redisAlarms({ nodeIds }: WatchedRedis): Record<string, AlarmArgs> {
  const ofNodes = (metricName: string, stat: string, period: number, worst: "MAX" | "SUM") => [
    ...nodeIds.map((CacheClusterId, index) => ({
      id: `node${index + 1}`,
      metric: { namespace: "AWS/ElastiCache", metricName, dimensions: { CacheClusterId }, stat, period },
    })),
    {
      id: "nodes",
      expression: `${worst}([${nodeIds.map((_, index) => `node${index + 1}`).join(", ")}])`,
      label: metricName,
      returnData: true,
    },
  ];
  const lag: Record<string, AlarmArgs> = {
    lag: {
      alarmDescription: `A replica of Redis has been more than ${LAG} seconds behind the primary for 5 minutes: a fail-over would lose these changes. Look at the network and CPU metrics of the nodes. If they are at their limit, choose a larger redisNodeType and run pulumi up.`,
      metricQueries: ofNodes("ReplicationLag", "Maximum", 60, "MAX"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: LAG,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
    },
  };
  return {
    memory: {
      alarmDescription: `Redis has used more than ${FULL} % of its memory for 15 minutes. When it is full it evicts keys, and the products load them again. Choose a larger redisNodeType and run pulumi up.`,
      metricQueries: ofNodes("DatabaseMemoryUsagePercentage", "Maximum", 300, "MAX"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: FULL,
      evaluationPeriods: 3,
      treatMissingData: "notBreaching",
    },
    evictions: {
      alarmDescription:
        "Redis has evicted keys for 15 minutes, as its memory is full. The products load them again, which is slow. Choose a larger redisNodeType and run pulumi up.",
      metricQueries: ofNodes("Evictions", "Sum", 300, "SUM"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 3,
      treatMissingData: "notBreaching",
    },
    cpu: {
      alarmDescription: `Redis has used more than ${BUSY} % of its one core for 15 minutes, so messages between instances are late. Look at the slow log in CloudWatch. If the load is real, choose a larger redisNodeType and run pulumi up.`,
      metricQueries: ofNodes("EngineCPUUtilization", "Average", 300, "MAX"),
      comparisonOperator: "GreaterThanThreshold",
      threshold: BUSY,
      evaluationPeriods: 3,
      treatMissingData: "notBreaching",
    },
    primary: {
      alarmDescription:
        "Redis has had no primary for 5 minutes, so nothing can be written to it. With two or more nodes AWS fails over by itself. If the alarm stays on, look at the events of the replication group in the ElastiCache console.",
      metricQueries: ofNodes("IsMaster", "Maximum", 60, "SUM"),
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: 5,
      // A node that is gone reports nothing.
      treatMissingData: "breaching",
    },
    ...(nodeIds.length > 1 ? lag : {}),
  };
}
