// Which resources have network interfaces in the VPC, in which subnets and with which security groups.
import { listOption } from "../../infra/policy/read/beanstalk-settings.ts";
import type { Registered } from "../engine/engine.ts";
import { type Graph, textsOf } from "../engine/graph.ts";

/** Network interfaces of a resource with the same security groups. */
export interface NetworkInterfaces {
  /** What has them. An Elastic Beanstalk environment has two sets: those of its load balancer, and those of its instances. */
  readonly role: "load balancer" | "instances" | "tasks" | "database" | "cache" | "endpoint";
  readonly groups: readonly string[];
  readonly subnets: readonly string[];
}

export const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";

/** The network interfaces that AWS creates for a resource; none for most types. */
export function networkInterfaces(resource: Registered, graph: Graph): NetworkInterfaces[] {
  const { inputs } = resource;
  const subnetGroup = (property: string) =>
    graph.referred(resource, property).flatMap((group) => textsOf(group.inputs.subnetIds));
  switch (resource.type) {
    case ENVIRONMENT: {
      const read = (namespace: string, name: string) => listOption(inputs.settings, namespace, name);
      return [
        {
          role: "load balancer",
          groups: read("aws:elbv2:loadbalancer", "SecurityGroups"),
          subnets: read("aws:ec2:vpc", "ELBSubnets"),
        },
        {
          role: "instances",
          groups: read("aws:autoscaling:launchconfiguration", "SecurityGroups"),
          subnets: read("aws:ec2:vpc", "Subnets"),
        },
      ];
    }
    case "aws:ecs/service:Service": {
      const network = inputs.networkConfiguration as { securityGroups?: unknown; subnets?: unknown } | undefined;
      return [{ role: "tasks", groups: textsOf(network?.securityGroups), subnets: textsOf(network?.subnets) }];
    }
    case "aws:lb/loadBalancer:LoadBalancer":
      return [{ role: "load balancer", groups: textsOf(inputs.securityGroups), subnets: textsOf(inputs.subnets) }];
    case "aws:ec2/instance:Instance":
      return [{ role: "instances", groups: textsOf(inputs.vpcSecurityGroupIds), subnets: textsOf([inputs.subnetId]) }];
    case "aws:rds/instance:Instance":
      return [{ role: "database", groups: textsOf(inputs.vpcSecurityGroupIds), subnets: subnetGroup("dbSubnetGroupName") }];
    case "aws:elasticache/replicationGroup:ReplicationGroup":
      return [{ role: "cache", groups: textsOf(inputs.securityGroupIds), subnets: subnetGroup("subnetGroupName") }];
    case "aws:elasticache/serverlessCache:ServerlessCache":
      return [{ role: "cache", groups: textsOf(inputs.securityGroupIds), subnets: textsOf(inputs.subnetIds) }];
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      return [{ role: "endpoint", groups: textsOf(inputs.securityGroupIds), subnets: textsOf(inputs.subnetIds) }];
    default:
      return [];
  }
}
