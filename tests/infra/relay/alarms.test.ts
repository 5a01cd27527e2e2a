import { describe, expect, it } from "vitest";
import { deployRelay, exampleSettings, TOPIC } from "./example-relay.ts";

const alarm = async (purpose: string) => (await deployRelay()).the("cloudwatch.MetricAlarm", `relay-${purpose}`);
const balancer = { LoadBalancer: "app/relay/0" };
const targets = { ...balancer, TargetGroup: "targetgroup/relay/0" };

describe("the relay's alarms", () => {
  it("are exactly the expected ones, and each notifies when it is over", async () => {
    const made = (await deployRelay()).ofType("cloudwatch.MetricAlarm");
    expect(made.map(({ name }) => name).sort()).toEqual([
      "relay-5xx",
      "relay-cache-full",
      "relay-cache-throttled",
      "relay-certificate",
      "relay-latency",
      "relay-none-healthy",
      "relay-target-5xx",
      "relay-unhealthy",
    ]);
    for (const { inputs } of made) {
      expect([inputs.alarmActions, inputs.okActions]).toEqual([[TOPIC], [TOPIC]]);
      expect(inputs.alarmDescription).toMatch(/relay/);
      expect(inputs.treatMissingData).toMatch(/^(notB|b)reaching$/);
    }
  });

  const sum = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "AWS/ApplicationELB", metricName, dimensions: balancer, stat: "Sum", period: 60 },
  });

  it("go off if the load balancer itself answers one request in twenty, but not for a single request at night", async () => {
    const { inputs } = await alarm("5xx");
    expect(inputs.metricQueries).toEqual([
      sum("requests", "RequestCount"),
      sum("errors", "HTTPCode_ELB_5XX_Count"),
      {
        id: "percent",
        expression: "IF(errors > 5, 100 * errors / (FILL(requests, 0) + errors), 0)",
        label: "5xx in percent",
        returnData: true,
      },
    ]);
    expect(inputs).toMatchObject({
      comparisonOperator: "GreaterThanThreshold",
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
  });

  it("go off if the relay refuses most requests, but roll no deployment back, because its protocol refuses with 5xx", async () => {
    const made = await deployRelay();
    const { inputs } = made.the("cloudwatch.MetricAlarm", "relay-target-5xx");
    expect(inputs.metricQueries).toEqual([
      sum("requests", "RequestCount"),
      sum("errors", "HTTPCode_Target_5XX_Count"),
      {
        id: "percent",
        expression: "IF(errors > 5, 100 * errors / (requests), 0)",
        label: "5xx in percent",
        returnData: true,
      },
    ]);
    expect(inputs).toMatchObject({ comparisonOperator: "GreaterThanThreshold", threshold: 50, evaluationPeriods: 5 });
    const watching: string[] = made.the("ecs.Service").inputs.alarms.alarmNames;
    const measured = watching.map((name) => JSON.stringify(made.the("cloudwatch.MetricAlarm", name).inputs));
    expect(measured.filter((text) => text.includes("HTTPCode_Target"))).toEqual([]);
  });

  it("go off for slow answers", async () => {
    expect((await alarm("latency")).inputs).toMatchObject({
      namespace: "AWS/ApplicationELB",
      metricName: "TargetResponseTime",
      dimensions: balancer,
      extendedStatistic: "p99",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 5,
    });
  });

  it("go off for an unhealthy task, and at once if no task is healthy or data is missing", async () => {
    expect((await alarm("unhealthy")).inputs).toMatchObject({
      metricName: "UnHealthyHostCount",
      dimensions: targets,
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 5,
      treatMissingData: "notBreaching",
    });
    expect((await alarm("none-healthy")).inputs).toMatchObject({
      metricName: "HealthyHostCount",
      dimensions: targets,
      statistic: "Maximum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: "breaching",
    });
  });

  it("go off for a cache that throttles or is nearly full", async () => {
    const cache = {
      namespace: "AWS/ElastiCache",
      dimensions: { clusterId: "relay" },
      comparisonOperator: "GreaterThanThreshold",
    };
    expect((await alarm("cache-throttled")).inputs).toMatchObject({
      ...cache,
      metricName: "ThrottledCmds",
      statistic: "Sum",
      threshold: 0,
    });
    expect((await alarm("cache-full")).inputs).toMatchObject({
      ...cache,
      metricName: "BytesUsedForCache",
      threshold: exampleSettings.cache.maxStorageGb * 1e9 * 0.8,
    });
  });

  it("go off for a certificate that was not renewed", async () => {
    expect((await alarm("certificate")).inputs).toMatchObject({
      namespace: "AWS/CertificateManager",
      metricName: "DaysToExpiry",
      dimensions: { CertificateArn: "arn:certificate" },
      statistic: "Minimum",
      comparisonOperator: "LessThanOrEqualToThreshold",
      threshold: 21,
      period: 86_400,
    });
  });

  it("do not go off for tasks that do not exist yet", async () => {
    const made = await deployRelay();
    const service = made.the("ecs.Service").urn;
    expect(made.the("cloudwatch.MetricAlarm", "relay-none-healthy").dependencies).toContain(service);
    expect(made.the("cloudwatch.MetricAlarm", "relay-unhealthy").dependencies).toContain(service);
  });
});

describe("a deployment that fails", () => {
  it("is reported for every service of this cluster, but not for other clusters", async () => {
    const made = await deployRelay();
    expect(JSON.parse(made.the("cloudwatch.EventRule").inputs.eventPattern)).toEqual({
      source: ["aws.ecs"],
      "detail-type": ["ECS Deployment State Change"],
      resources: [{ prefix: "arn:aws:ecs:eu-west-1:111122223333:service/relay/" }],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    });
  });

  it("is reported to the topic in a sentence", async () => {
    const { rule, arn, inputTransformer } = (await deployRelay()).the("cloudwatch.EventTarget").inputs;
    expect([rule, arn]).toEqual(["relay-failed-deployments", TOPIC]);
    const named = [...inputTransformer.inputTemplate.matchAll(/<(\w+)>/g)].map(([, name]) => name).sort();
    expect(named).toEqual(Object.keys(inputTransformer.inputPaths).sort());
    // EventBridge needs a text in quotes, without quotes inside it.
    expect(inputTransformer.inputTemplate).toMatch(/^"[^"]+"$/);
  });
});
