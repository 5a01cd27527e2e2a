import { SecurityGroups } from "../../read/network/security-groups.ts";
import type { ResourceType } from "../../read/resource-types.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

const HOLDERS = [
  "aws:ec2/instance:Instance",
  "aws:ec2/launchConfiguration:LaunchConfiguration",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/networkInterface:NetworkInterface",
  "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
  "aws:ecs/service:Service",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:elasticache/serverlessCache:ServerlessCache",
  "aws:elasticbeanstalk/environment:Environment",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:alb/loadBalancer:LoadBalancer",
  "aws:rds/instance:Instance",
] as const satisfies readonly ResourceType[];

export const securityGroupsUnshared: Rule = {
  name: "security-groups-unshared",
  description:
    "A security group belongs to one kind of resource: what may reach a load balancer does not reach an instance, and what an instance may reach is not open to a load balancer.",
  remedy: "Give each resource a security group of its own.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  checks: [
    onStack(HOLDERS, (_, holder, all) => {
      const groups = SecurityGroups.of(all);
      return groups.uses
        .filter((use) => use.holder.urn === holder.urn)
        .flatMap((use) =>
          groups.groupsOf(use).flatMap((key) =>
            groups
              .usersOf(key)
              .filter(({ kind }) => kind !== use.kind)
              .map(
                (other) =>
                  `the ${use.kind} must share no security group with the ${other.kind} of ${quote(other.holder.name)}, got ${quote(key.split("::").at(-1))}`,
              ),
          ),
        );
    }),
  ],
};
