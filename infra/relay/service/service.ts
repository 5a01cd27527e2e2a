import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { PORTS } from "../../../relay-service/src/contract.ts";
import type { Subnets } from "../../network/network.ts";
import { CONTAINER } from "./task-definition.ts";

export interface ServiceArgs {
  cluster: aws.ecs.Cluster;
  network: Subnets;
  securityGroupId: pulumi.Input<string>;
  taskDefinitionArn: pulumi.Input<string>;
  targetGroupArn: pulumi.Input<string>;
  /** Number of tasks at the start; later autoscaling decides. */
  tasks: number;
  execEnabled: boolean;
  /** Alarms that a faulty new version sets off. */
  alarmNames: readonly pulumi.Input<string>[];
  /** Listeners, security group rules and permissions: what a task needs from the start. */
  dependsOn: readonly pulumi.Resource[];
}

/**
 * The service that keeps the tasks running, spread over the zones. A new version replaces the old one only when it is healthy,
 * and never with fewer tasks than before. ECS rolls back a version that does not become healthy, or that sets off an alarm. The
 * provider takes the steady state of the old version for a success (hashicorp/terraform-provider-aws#20858), so
 * `failed-deployments.ts` reports the failure.
 */
export function service(name: string, args: ServiceArgs, parent: pulumi.Resource): aws.ecs.Service {
  return new aws.ecs.Service(
    name,
    {
      cluster: args.cluster.arn,
      taskDefinition: args.taskDefinitionArn,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      desiredCount: args.tasks,
      networkConfiguration: {
        subnets: args.network.taskSubnetIds,
        securityGroups: [args.securityGroupId],
        assignPublicIp: false,
      },
      loadBalancers: [{ targetGroupArn: args.targetGroupArn, containerName: CONTAINER, containerPort: PORTS.relay }],
      // Seconds until a new task must pass the load balancer's health check.
      healthCheckGracePeriodSeconds: 60,
      availabilityZoneRebalancing: "ENABLED",
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: [...args.alarmNames] },
      enableExecuteCommand: args.execEnabled,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
    },
    {
      parent,
      dependsOn: [...args.dependsOn],
      ignoreChanges: ["desiredCount"],
      customTimeouts: { create: "30m", update: "30m", delete: "20m" },
    },
  );
}
