import { listOption } from "../read/beanstalk-settings.ts";
import { groupLetIn, INGRESS_TYPES, type Ingress, ingressOf } from "../read/ingress.ts";
import { ec2Instance, ecsService, environment, rdsInstance, redisGroup, serverlessCache } from "../read/resource-types.ts";
import { known, strings } from "../read/unknown-values.ts";
import { type Judged, onResource, onStack, quote, type Rule } from "../rule.ts";

const PUBLIC_PORTS: readonly unknown[] = [80, 443];

/** Ranges so wide that they mean everybody: 0.0.0.0/0 and ::/0, and those halves and quarters that add up to them. */
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

/** Where the groups of things that nobody outside may reach are named: an argument, and how to read ids out of it. */
const HIDDEN: readonly { type: string; argument: string; ids: (value: unknown) => readonly string[] }[] = [
  { type: rdsInstance, argument: "vpcSecurityGroupIds", ids: strings },
  { type: redisGroup, argument: "securityGroupIds", ids: strings },
  { type: serverlessCache, argument: "securityGroupIds", ids: strings },
  { type: ec2Instance, argument: "vpcSecurityGroupIds", ids: strings },
  {
    type: ecsService,
    argument: "networkConfiguration",
    ids: (value) => strings((value as { securityGroups?: unknown } | undefined)?.securityGroups),
  },
  {
    type: environment,
    argument: "settings",
    ids: (value) => listOption(value, "aws:autoscaling:launchconfiguration", "SecurityGroups"),
  },
];

/** True if `holder` wears the group that `ingress` opens: by its id, or in a preview by the program's references. */
function wears(holder: Judged, ingress: Judged): boolean {
  const hidden = HIDDEN.find(({ type }) => type === holder.type);
  if (hidden === undefined) return false;
  const id = groupLetIn(ingress);
  if (id !== undefined) return (known(() => hidden.ids(holder.props[hidden.argument])) ?? []).includes(id);
  // One argument of an environment refers to the groups of instances and load balancer alike: no telling them apart.
  if (hidden.argument === "settings") return false;
  const groups = ingress.propertyDependencies?.securityGroupId ?? [];
  return (holder.propertyDependencies?.[hidden.argument] ?? []).some((urn) => groups.includes(urn));
}

export const noPublicIngress: Rule = {
  name: "no-public-ingress",
  description: "Only load balancers are open to the internet, on port 80 or 443.",
  remedy: "Name the address ranges or security groups that need the port, or put a load balancer in front.",
  severity: "critical",
  controls: ["EC2.13", "EC2.14", "EC2.18", "EC2.19", "EC2.53", "EC2.54", "CIS 5.3", "CIS 5.4"],
  checks: [
    onResource(INGRESS_TYPES, (_, resource) =>
      ingressOf(resource)
        .filter((ingress) => isPublic(ingress) && !isWebPort(ingress))
        .map(
          ({ protocol, fromPort, toPort, ranges }) =>
            `an ingress open to ${quote(ranges)} must be for TCP port 80 or 443 alone, ` +
            `got protocol ${quote(protocol)}, ports ${quote(fromPort)} to ${quote(toPort)}`,
        ),
    ),
    onStack(INGRESS_TYPES, (_, resource, all) =>
      ingressOf(resource).some(isPublic)
        ? all
            .filter((holder) => wears(holder, resource))
            .map(
              (holder) =>
                `an ingress open to everybody must be a load balancer's, got the security group of ${quote(holder.name)}`,
            )
        : undefined,
    ),
  ],
};
