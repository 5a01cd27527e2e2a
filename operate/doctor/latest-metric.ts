import { GetMetricStatisticsCommand, type Statistic } from "@aws-sdk/client-cloudwatch";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import type { CheckContext } from "./check.ts";

export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Extract<Statistic, "Average" | "Maximum" | "Minimum" | "Sum">;
  /** How far back, in minutes. */
  readonly minutes: number;
}

/**
 * A metric over the last minutes: the sum of its sums, else the latest of its values in periods of five minutes.
 *
 * @throws CouldNotLook also where CloudWatch has no value, as without one nobody knows whether it is good
 */
export async function latestMetric(context: CheckContext, query: MetricQuery): Promise<number> {
  const { namespace, name, dimensions, statistic, minutes } = query;
  const { now, aws } = context;
  const command = new GetMetricStatisticsCommand({
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistics: [statistic],
    Period: 300,
    StartTime: new Date(now.getTime() - minutes * 60_000),
    EndTime: now,
  });
  const { Datapoints = [] } = await context.ask(`what the metric ${name} is`, (options) => aws.cloudWatch.send(command, options));
  const values = Datapoints.toSorted((a, b) => (a.Timestamp?.getTime() ?? 0) - (b.Timestamp?.getTime() ?? 0)).flatMap((point) => {
    const value = point[statistic];
    return value === undefined ? [] : [value];
  });
  const latest = values.at(-1);
  if (latest === undefined)
    throw new CouldNotLook(`CloudWatch has no value of the metric ${name} in the last ${minutes} minutes.`);
  return statistic === "Sum" ? values.reduce((sum, value) => sum + value, 0) : latest;
}
