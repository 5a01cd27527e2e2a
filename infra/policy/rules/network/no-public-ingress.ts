import { listOption } from "../../read/beanstalk-settings.ts";
import { groupWithIngress, INGRESS_TYPES, type Ingress, ingressOf } from "../../read/ingress.ts";
import { nested } from "../../read/nested.ts";
import { ec2Instance, ecsService, environment, rdsInstance, redisGroup, serverlessCache } from "../../read/resource-types.ts";
import { known, strings } from "../../read/unknown-values.ts";
import { type CheckedResource, onResource, onStack, quote, type Rule } from "../../rule.ts";

const PUBLIC_PORTS: readonly unknown[] = [80, 443];

/** Ranges so wide that they mean everybody: 0.0.0.0/0 and ::/0, and halves and quarters of them. */
function isEverybody(range: string): boolean {
  const [address = "", length] = range.split("/");
  return Number(length) < (address.includes(":") ? 16 : 8);
}

function isPublic(ingress: Ingress): boolean {
  return ingress.ranges.some(isEverybody);
}

function isWebPort({ protocol, fromPort, toPort }: Ingress): boolean {
  return (protocol === "tcp" || protocol === "6") && fromPort === toPort && PUBLIC_PORTS.includes(fromPort);
}

/**
 * Types that must not be reachable from the internet: the argument with their security groups, and how to read the ids from it.
 */
const PRIVATE: readonly { type: string; argument: string; ids: (value: unknown) => readonly string[] }[] = [
  { type: rdsInstance, argument: "vpcSecurityGroupIds", ids: strings },
  { type: redisGroup, argument: "securityGroupIds", ids: strings },
  { type: serverlessCache, argument: "securityGroupIds", ids: strings },
  { type: ec2Instance, argument: "vpcSecurityGroupIds", ids: strings },
  {
    type: ecsService,
    argument: "networkConfiguration",
    ids: (value) => strings(nested(value, "securityGroups")),
  },
  {
    type: environment,
    argument: "settings",
    ids: (value) => listOption(value, "aws:autoscaling:launchconfiguration", "SecurityGroups"),
  },
];

/** True if `holder` uses the security group of the rule `ingress`: by its id, or in a preview by the program's references. */
function usesSecurityGroup(holder: CheckedResource, ingress: CheckedResource): boolean {
  const owner = PRIVATE.find(({ type }) => type === holder.type);
  if (owner === undefined) return false;
  const id = groupWithIngress(ingress);
  if (id !== undefined) return (known(() => owner.ids(holder.props[owner.argument])) ?? []).includes(id);
  // One argument of an environment refers to the groups of the instances and of the load balancer: the references do not say
  // which.
  if (owner.argument === "settings") return false;
  const groups = ingress.propertyDependencies?.securityGroupId ?? [];
  return (holder.propertyDependencies?.[owner.argument] ?? []).some((urn) => groups.includes(urn));
}

export const noPublicIngress: Rule = {
  name: "no-public-ingress",
  description: "Only load balancers accept traffic from the internet, on port 80 or 443.",
  remedy: "Allow only the address ranges or security groups that need the port, or put a load balancer in front.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["EC2.13", "EC2.14", "EC2.18", "EC2.19", "EC2.53", "EC2.54", "CIS 5.3", "CIS 5.4"],
  checks: [
    onResource(INGRESS_TYPES, (_, resource) =>
      ingressOf(resource)
        .filter((ingress) => isPublic(ingress) && !isWebPort(ingress))
        .map(
          ({ protocol, fromPort, toPort, ranges }) =>
            `an inbound rule for ${quote(ranges)} must be for TCP port 80 or 443 only, ` +
            `got protocol ${quote(protocol)}, ports ${quote(fromPort)} to ${quote(toPort)}`,
        ),
    ),
    onStack(INGRESS_TYPES, (_, resource, all) =>
      ingressOf(resource).some(isPublic)
        ? all
            .filter((holder) => usesSecurityGroup(holder, resource))
            .map(
              (holder) =>
                `an inbound rule for everybody must be in the security group of a load balancer, got that of ${quote(holder.name)}`,
            )
        : undefined,
    ),
  ],
};
