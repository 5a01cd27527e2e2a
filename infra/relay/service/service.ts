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
  /** Tasks to begin with; later autoscaling decides. */
  tasks: number;
  execEnabled: boolean;
  /** Alarms that go off when a new version is bad. */
  alarmNames: readonly pulumi.Input<string>[];
  /** Listener, doors, rights: what a task needs from its first second on. */
  dependsOn: readonly pulumi.Resource[];
}

/**
 * The service that keeps the tasks running, spread over the zones. A new version takes the place of the old one only when it is healthy,
 * with never fewer tasks than before; one that does not get healthy, or that sets off an alarm, is rolled back by ECS itself. The provider
 * takes the steady state of the old version for a success (hashicorp/terraform-provider-aws#20858), so `failed-deployments.ts` says it.
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
      // Seconds that a task may take until the load balancer finds it healthy.
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
