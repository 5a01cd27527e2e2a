import { ComponentResource, output } from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random";
import { Monitoring, type MonitoringArgs } from "../../../infra/monitoring/monitoring.ts";
import { deploy } from "../../support/program/deploy.ts";

/** Monitoring of one environment, a SQL Server and a Redis with a replica. */
export function deployMonitoring(changes: Partial<MonitoringArgs> = {}) {
  return deploy(() => {
    const component = new ComponentResource("test:index:Environment", "sm");
    new RandomId("sm", { byteLength: 1 }, { parent: component });
    const monitoring = new Monitoring("monitoring", {
      region: "eu-west-1",
      dashboardName: "xmpro-test",
      topicArn: "arn:topic",
      environments: {
        sm: {
          component,
          title: "Subscription Manager",
          environmentName: "xmpro-test-sm",
          balancerArnSuffix: output("app/sm/0"),
          autoscalingGroupName: output("sm-group"),
        },
      },
      database: { identifier: "xmpro-test-database", allocatedStorage: 100 },
      redis: { nodeIds: [output("redis-001"), output("redis-002")] },
      service: undefined,
      certificateArn: undefined,
      ...changes,
    });
    return { dashboardUrl: monitoring.dashboardUrl };
  });
}
