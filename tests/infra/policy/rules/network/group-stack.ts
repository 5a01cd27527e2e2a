import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { checkedResource, settings } from "../../checked-resource.ts";

export const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** One resource of each kind that has security groups, each with a group of its own. */
export const GROUP_STACK: readonly CheckedResource[] = [
  checkedResource("aws:rds/instance:Instance", { vpcSecurityGroupIds: ["sg-database"], port: 1433 }, { name: "database" }),
  checkedResource(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { securityGroupIds: ["sg-redis"], port: 6379 },
    { name: "redis" },
  ),
  checkedResource("aws:elasticache/serverlessCache:ServerlessCache", { securityGroupIds: ["sg-cache"] }, { name: "cache" }),
  environment("sm"),
  environment("ds"),
  checkedResource("aws:ec2/instance:Instance", { vpcSecurityGroupIds: ["sg-host"] }, { name: "host" }),
  checkedResource(
    "aws:ecs/service:Service",
    { networkConfiguration: { securityGroups: ["sg-tasks"] }, loadBalancers: [{ containerPort: 8080 }] },
    { name: "relay" },
  ),
  checkedResource("aws:lb/loadBalancer:LoadBalancer", { securityGroups: ["sg-relay-balancer"] }, { name: "relay" }),
  checkedResource("aws:ec2/vpcEndpoint:VpcEndpoint", { securityGroupIds: ["sg-endpoint"] }, { name: "endpoint" }),
];

function environment(name: string): CheckedResource {
  const values = {
    "aws:elbv2:loadbalancer/SecurityGroups": `sg-${name}-balancer`,
    "aws:elbv2:loadbalancer/ManagedSecurityGroup": `sg-${name}-balancer`,
    "aws:autoscaling:launchconfiguration/SecurityGroups": `sg-${name}`,
    "aws:elasticbeanstalk:environment:process:default/Port": "443",
  };
  return checkedResource("aws:elasticbeanstalk/environment:Environment", { settings: settings(values) }, { name });
}

/** An inbound rule of a group for one TCP port. */
export function inbound(group: string, port: number, source: object): CheckedResource {
  const props = { securityGroupId: group, ipProtocol: "tcp", fromPort: port, toPort: port, ...source };
  return checkedResource(INGRESS, props, { name: `to-${group}-${JSON.stringify(source)}` });
}

export const from = (group: string) => ({ referencedSecurityGroupId: group });
