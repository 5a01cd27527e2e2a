import { describe, expect, it } from "vitest";
import type { Deployed } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";

const alarmsOf = (made: Deployed) => made.ofType("cloudwatch.MetricAlarm").map(({ name }) => name);
const servers = {
  sqlHost: "sql.example.com",
  sqlCidr: "10.9.0.0/24",
  sqlUsername: "xmpro",
  sqlPassword: "Long-enough1",
  redisHost: "redis.example.com",
  redisCidr: "10.9.0.0/24",
  redisAuthToken: "0123456789abcdef",
};

describe("the monitoring of a stack", () => {
  it.each(["nonprod", "prod"] as const)("shows all alarms of %s on its dashboard, those of the relay too", async (stack) => {
    const made = await deployStack(stack);
    const { widgets } = JSON.parse(made.the("cloudwatch.Dashboard").inputs.dashboardBody);
    const shown = widgets[0].properties.alarms.map((arn: string) => arn.split(":").at(-1));
    expect(shown.sort()).toEqual(alarmsOf(made).sort());
    expect(shown).toContain("relay-none-healthy");
  });

  it("watches the load balancer and the instances that Elastic Beanstalk created", async () => {
    const made = await deployStack("nonprod");
    const dimensions = (name: string) => made.the("cloudwatch.MetricAlarm", name).inputs.dimensions;
    expect(dimensions("ds-latency")).toEqual({ LoadBalancer: "app/awseb-ds/0" });
    expect(dimensions("ds-cpu")).toEqual({ AutoScalingGroupName: "awseb-ds-group" });
    expect(dimensions("ds-health")).toEqual({ EnvironmentName: "xmpro-nonprod-ds" });
  });

  it("watches the certificate itself only if no relay does", async () => {
    expect(alarmsOf(await deployStack("nonprod", { relayEnabled: false }))).toContain("certificate-expiry");
    expect(alarmsOf(await deployStack("nonprod"))).not.toContain("certificate-expiry");
    const pending = await deployStack("nonprod", { relayEnabled: false, waitForCertificate: false });
    expect(alarmsOf(pending)).not.toContain("certificate-expiry");
  });

  it("leaves servers alone that are not the stack's", async () => {
    const made = await deployStack("nonprod", servers);
    expect(alarmsOf(made).filter((name) => /^(database|redis)-/.test(name))).toEqual([]);
    expect(made.the("cloudwatch.Dashboard").inputs.dashboardBody).not.toMatch(/AWS\/RDS|SQL Server|## Redis/);
  });

  it("watches each node of Redis", async () => {
    const nodes = async (stack: "prod" | "nonprod") =>
      JSON.stringify((await deployStack(stack)).the("cloudwatch.MetricAlarm", "redis-primary").inputs.metricQueries).match(
        /redis-00\d/g,
      );
    expect(await nodes("nonprod")).toEqual(["redis-001"]);
    expect(await nodes("prod")).toEqual(["redis-001", "redis-002"]);
  });
});
