import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { deployMonitoring } from "./example-monitoring.ts";

const alarm = async (name: string, changes = {}) => (await deployMonitoring(changes)).the("cloudwatch.MetricAlarm", name).inputs;
const namesOf = async (changes = {}) =>
  (await deployMonitoring(changes))
    .ofType("cloudwatch.MetricAlarm")
    .map(({ name }) => name)
    .sort();

const OF_ENVIRONMENT = ["sm-5xx", "sm-cpu", "sm-health", "sm-latency", "sm-target-5xx"];
const OF_DATABASE = ["database-cpu", "database-latency", "database-memory", "database-storage"];
const OF_REDIS = ["redis-cpu", "redis-evictions", "redis-lag", "redis-memory", "redis-primary"];

describe("the alarms of a stack", () => {
  it("watch what the stack creates, and nothing else", async () => {
    expect(await namesOf()).toEqual([...OF_DATABASE, ...OF_REDIS, ...OF_ENVIRONMENT]);
    expect(await namesOf({ database: undefined })).toEqual([...OF_REDIS, ...OF_ENVIRONMENT]);
    expect(await namesOf({ redis: undefined })).toEqual([...OF_DATABASE, ...OF_ENVIRONMENT]);
    expect(await namesOf({ environments: {} })).toEqual([...OF_DATABASE, ...OF_REDIS]);
  });

  it("notify when they go off and when they are over, and say what to do", async () => {
    for (const { inputs } of (await deployMonitoring()).ofType("cloudwatch.MetricAlarm")) {
      expect([inputs.alarmActions, inputs.okActions]).toEqual([["arn:topic"], ["arn:topic"]]);
      expect(inputs.alarmDescription).toMatch(/(Look|look|Check|check|Read|Increase|Choose|choose) /);
      expect(inputs.alarmDescription.length).toBeLessThanOrEqual(1024);
      expect(inputs.treatMissingData).toMatch(/^(notB|b)reaching$/);
    }
  });

  it("watch the certificate if no other alarm does", async () => {
    const { metricName, dimensions, threshold, period } = await alarm("certificate-expiry", {
      certificateArn: output("arn:certificate"),
    });
    expect({ metricName, dimensions, threshold, period }).toEqual({
      metricName: "DaysToExpiry",
      dimensions: { CertificateArn: "arn:certificate" },
      threshold: 21,
      period: 86_400,
    });
  });
});

describe("the alarms of an environment", () => {
  it("go off if one response in twenty is 5xx, of the load balancer or of the program, but not for five a minute", async () => {
    const queries = async (name: string) => {
      const { metricQueries, threshold } = await alarm(name);
      expect(threshold).toBe(5);
      const [requests, errors, percent] = metricQueries;
      expect(requests.metric).toMatchObject({ metricName: "RequestCount", dimensions: { LoadBalancer: "app/sm/0" } });
      return [errors.metric.metricName, percent.expression];
    };
    expect(await queries("sm-5xx")).toEqual([
      "HTTPCode_ELB_5XX_Count",
      "IF(errors > 5, 100 * errors / (FILL(requests, 0) + errors), 0)",
    ]);
    expect(await queries("sm-target-5xx")).toEqual(["HTTPCode_Target_5XX_Count", "IF(errors > 5, 100 * errors / (requests), 0)"]);
  });

  it("go off if the environment is Degraded or Severe for two whole periods, but not for a Warning", async () => {
    expect(await alarm("sm-health")).toMatchObject({
      namespace: "AWS/ElasticBeanstalk",
      metricName: "EnvironmentHealth",
      dimensions: { EnvironmentName: "xmpro-test-sm" },
      statistic: "Minimum",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 20,
      evaluationPeriods: 2,
    });
  });

  it("go off for slow responses, but not for a few slow ones at night", async () => {
    expect(await alarm("sm-latency")).toMatchObject({
      metricName: "TargetResponseTime",
      extendedStatistic: "p95",
      threshold: 5,
      evaluateLowSampleCountPercentiles: "ignore",
    });
  });

  it("go off for busy instances, of all instances of the group together", async () => {
    expect(await alarm("sm-cpu")).toMatchObject({
      metricName: "CPUUtilization",
      dimensions: { AutoScalingGroupName: "sm-group" },
      threshold: 90,
    });
  });

  it("are created after the environment", async () => {
    const made = await deployMonitoring();
    expect(made.the("cloudwatch.MetricAlarm", "sm-health").dependencies).toContain(made.the("random.RandomId", "sm").urn);
  });
});

describe("the alarms of a SQL Server", () => {
  it("go off if storage is nearly used up and RDS has not added any, as it does below 10 %", async () => {
    const { metricName, threshold, alarmDescription } = await alarm("database-storage");
    expect([metricName, threshold]).toEqual(["FreeStorageSpace", 8 * 2 ** 30]);
    expect(alarmDescription).toContain("less than 8 GiB");
    const small = await alarm("database-storage", { database: { identifier: "x", allocatedStorage: 33 } });
    expect(small.alarmDescription).toContain("less than 2.6 GiB");
    expect(Number.isInteger(small.threshold)).toBe(true);
  });

  it("go off for CPU, memory and the slower of reads and writes", async () => {
    const dimensions = { DBInstanceIdentifier: "xmpro-test-database" };
    expect(await alarm("database-cpu")).toMatchObject({ metricName: "CPUUtilization", dimensions, threshold: 90 });
    expect(await alarm("database-memory")).toMatchObject({
      metricName: "FreeableMemory",
      dimensions,
      comparisonOperator: "LessThanThreshold",
      threshold: 128 * 2 ** 20,
    });
    const { metricQueries, threshold } = await alarm("database-latency");
    expect(threshold).toBe(0.05);
    expect(
      metricQueries.map(
        (query: { expression?: string; metric?: { metricName: string } }) => query.expression ?? query.metric?.metricName,
      ),
    ).toEqual(["ReadLatency", "WriteLatency", "MAX([read, write])"]);
  });
});

describe("the alarms of a Redis", () => {
  it("watch all nodes together, as any of them may be the primary", async () => {
    const { metricQueries } = await alarm("redis-memory");
    expect(metricQueries).toEqual([
      ...["redis-001", "redis-002"].map((CacheClusterId, index) => ({
        id: `node${index + 1}`,
        metric: {
          namespace: "AWS/ElastiCache",
          metricName: "DatabaseMemoryUsagePercentage",
          dimensions: { CacheClusterId },
          stat: "Maximum",
          period: 300,
        },
      })),
      { id: "nodes", expression: "MAX([node1, node2])", label: "DatabaseMemoryUsagePercentage", returnData: true },
    ]);
  });

  it("go off if there is no primary, also if no node reports any more", async () => {
    const { metricQueries, threshold, comparisonOperator, treatMissingData } = await alarm("redis-primary");
    expect(metricQueries.at(-1).expression).toBe("SUM([node1, node2])");
    expect([comparisonOperator, threshold, treatMissingData]).toEqual(["LessThanThreshold", 1, "breaching"]);
  });

  it("watch the lag only if there is a replica", async () => {
    expect(await namesOf({ redis: { nodeIds: [output("redis-001")] } })).not.toContain("redis-lag");
    expect((await alarm("redis-lag")).metricQueries.at(-1)).toMatchObject({ label: "ReplicationLag" });
  });
});
