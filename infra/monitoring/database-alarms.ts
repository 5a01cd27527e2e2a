import type * as pulumi from "@pulumi/pulumi";
import type { AlarmArgs } from "./alarms.ts";

export interface WatchedDatabase {
  /** RDS's name of the instance. */
  readonly identifier: pulumi.Input<string>;
  /** GiB of the setting; RDS may have added some. */
  readonly allocatedStorage: number;
}

/** Percent. */
const BUSY = 90;
/** Share of the storage that was allocated first. Below 10 % of what there is RDS adds storage by itself, unless it may not. */
const FREE = 0.08;
/** Bytes. Below, Windows begins to swap. SQL Server takes all memory but about a gigabyte, and gives it back only slowly. */
const MEMORY = 128 * 2 ** 20;
/** Seconds. A gp3 volume within its limits answers in less than 0.01. */
const LATENCY = 0.05;

/** Alarms of a SQL Server. Failures, fail-overs and low storage are reported as events, see `database-events.ts`. */
export function databaseAlarms({ identifier, allocatedStorage }: WatchedDatabase): Record<string, AlarmArgs> {
  const dimensions = { DBInstanceIdentifier: identifier };
  const ofDatabase = { namespace: "AWS/RDS", dimensions, period: 300, treatMissingData: "notBreaching" } as const;
  const freeGib = Math.round(10 * FREE * allocatedStorage) / 10;
  const time = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "AWS/RDS", metricName, dimensions, stat: "Average", period: 300 },
  });
  return {
    cpu: {
      ...ofDatabase,
      alarmDescription: `The SQL Server has used more than ${BUSY} % of its CPU for 15 minutes. Look for the queries in Performance Insights (RDS console). If the load is real, choose a larger sqlInstanceClass and run pulumi up.`,
      metricName: "CPUUtilization",
      statistic: "Average",
      comparisonOperator: "GreaterThanThreshold",
      threshold: BUSY,
      evaluationPeriods: 3,
    },
    storage: {
      ...ofDatabase,
      alarmDescription: `The SQL Server has less than ${freeGib} GiB of free storage, and RDS has not added any: sqlMaxAllocatedStorage is reached, or the last addition was less than 6 hours ago. A full server stops. Increase sqlMaxAllocatedStorage and run pulumi up, or delete data.`,
      metricName: "FreeStorageSpace",
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: Math.round(freeGib * 2 ** 30),
      evaluationPeriods: 3,
    },
    memory: {
      ...ofDatabase,
      alarmDescription:
        "The SQL Server has less than 128 MiB of free memory, so Windows swaps and queries get slow. Look for the queries in Performance Insights. If it happens again, choose a larger sqlInstanceClass and run pulumi up.",
      metricName: "FreeableMemory",
      statistic: "Average",
      comparisonOperator: "LessThanThreshold",
      threshold: MEMORY,
      evaluationPeriods: 3,
    },
    latency: {
      alarmDescription: `Reads or writes of the SQL Server's volume have taken more than ${1000 * LATENCY} ms for 15 minutes. Look at IOPS and throughput in the RDS console, and for the queries in Performance Insights: the volume or the instance class is at its limit.`,
      metricQueries: [
        time("read", "ReadLatency"),
        time("write", "WriteLatency"),
        { id: "slower", expression: "MAX([read, write])", label: "the slower of both, seconds", returnData: true },
      ],
      comparisonOperator: "GreaterThanThreshold",
      threshold: LATENCY,
      evaluationPeriods: 3,
      treatMissingData: "notBreaching",
    },
  };
}
