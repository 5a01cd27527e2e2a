import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { deployMonitoring } from "./example-monitoring.ts";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly [name: string]: unknown; readonly metrics?: readonly unknown[][] };
}

const service = {
  title: "Relay",
  balancerArnSuffix: output("app/relay/0"),
  clusterName: output("relay"),
  serviceName: output("relay-service"),
  cacheName: output("relay-cache"),
  alarms: [],
};

async function dashboard(changes = {}) {
  const made = await deployMonitoring(changes);
  const { dashboardName, dashboardBody } = made.the("cloudwatch.Dashboard").inputs;
  const body: { widgets: Widget[] } = JSON.parse(dashboardBody);
  return { made, dashboardName, widgets: body.widgets };
}

const titles = (widgets: readonly Widget[]) =>
  widgets.filter(({ type }) => type === "text").map(({ properties }) => String(properties.markdown).replace("## ", ""));

describe("the dashboard", () => {
  it("is named as the stack, and its address is an output", async () => {
    const { made, dashboardName } = await dashboard();
    expect(dashboardName).toBe("xmpro-test");
    expect(made.outputs.dashboardUrl).toBe(
      "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/xmpro-test",
    );
  });

  it("shows every alarm on top", async () => {
    const { made, widgets } = await dashboard();
    const [alarms] = widgets;
    expect([alarms?.type, alarms?.x, alarms?.y]).toEqual(["alarm", 0, 0]);
    const all = made
      .ofType("cloudwatch.MetricAlarm")
      .map(({ name }) => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`);
    expect(alarms?.properties.alarms).toHaveLength(all.length);
    expect(alarms?.properties.alarms).toEqual(expect.arrayContaining(all));
  });

  it("has a row for each product, the SQL Server, Redis and the relay, and none for what is not the stack's", async () => {
    expect(titles((await dashboard({ service })).widgets)).toEqual(["Subscription Manager", "SQL Server", "Redis", "Relay"]);
    expect(titles((await dashboard({ database: undefined, redis: undefined })).widgets)).toEqual(["Subscription Manager"]);
  });

  it("has graphs of known metrics with their values, none beside the grid and none above another", async () => {
    const { widgets } = await dashboard({ service });
    const taken = new Set<string>();
    for (const { x, y, width, height } of widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let row = y; row < y + height; row++)
        for (let column = x; column < x + width; column++) {
          expect(taken.has(`${column} ${row}`)).toBe(false);
          taken.add(`${column} ${row}`);
        }
    }
    const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
    for (const metric of metrics) {
      const [namespace, ...rest] = metric.slice(0, -1);
      expect(namespace).toMatch(/^AWS\//);
      expect(rest.length % 2).toBe(1);
      expect(rest.every((part) => typeof part === "string" && part !== "")).toBe(true);
    }
    const lines = metrics.map((metric) => metric.slice(0, -1).join(" "));
    expect(lines).toContain("AWS/RDS FreeStorageSpace DBInstanceIdentifier xmpro-test-database");
    expect(lines).toContain("AWS/ElastiCache EngineCPUUtilization CacheClusterId redis-002");
    expect(lines).toContain("AWS/ECS CPUUtilization ClusterName relay ServiceName relay-service");
  });

  it("has no graph of tasks while there is no service", async () => {
    const { widgets } = await dashboard({ service: { ...service, serviceName: undefined } });
    expect(JSON.stringify(widgets)).not.toContain("AWS/ECS");
  });
});
