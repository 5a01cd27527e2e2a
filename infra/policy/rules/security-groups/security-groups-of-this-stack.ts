import { SecurityGroups } from "../../read/network/security-groups.ts";
import { ec2Instance, ecsService, environment, loadBalancers, type ResourceType } from "../../read/resource-types.ts";
import { type Check, type CheckedResource, onResource, onStack, quote, type Rule } from "../../rule.ts";

const HOLDERS = [
  ...loadBalancers,
  ec2Instance,
  ecsService,
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:elasticache/serverlessCache:ServerlessCache",
  "aws:elasticbeanstalk/environment:Environment",
  "aws:rds/instance:Instance",
] as const satisfies readonly ResourceType[];

/** Beanstalk takes names too: `environment-own-security-groups` refuses them. */
function isName(key: string, { type }: CheckedResource): boolean {
  return type === environment && !/^sg-/.test(key);
}

/** Without a group, AWS takes the default group of the VPC, or of another VPC. */
function requireGroup(type: (typeof HOLDERS)[number], read: (props: Readonly<Record<string, unknown>>) => unknown): Check {
  return onResource(type, (_, { props }) => {
    const groups = read(props);
    return Array.isArray(groups) && groups.length > 0 ? undefined : `a security group must be set, got ${quote(groups)}`;
  });
}

export const securityGroupsOfThisStack: Rule = {
  name: "security-groups-of-this-stack",
  description:
    "Load balancers, instances, tasks, databases and caches have security groups of this stack, whose rules the pack sees.",
  remedy: "Create a security group in this stack, and refer to it.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  checks: [
    onStack(HOLDERS, (_, holder, all) => {
      const groups = SecurityGroups.of(all);
      const uses = groups.uses.filter((use) => use.holder.urn === holder.urn);
      return uses.flatMap((use) => {
        const foreign = groups.groupsOf(use).filter((key) => !groups.isOfStack(key) && !isName(key, holder));
        // In a preview of several groups, an id and a reference may not be matched.
        const unmatched = use.referred.filter((urn) => !groups.isMatched(urn));
        return foreign.length > unmatched.length
          ? foreign.map((key) => `a security group of the ${use.kind} must be of this stack, got ${quote(key)}`)
          : [];
      });
    }),
    ...loadBalancers.map((type) => requireGroup(type, ({ securityGroups }) => securityGroups)),
    requireGroup(ec2Instance, ({ vpcSecurityGroupIds }) => vpcSecurityGroupIds),
  ],
};
