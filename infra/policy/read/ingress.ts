// Inbound rules as their owner wrote them, for people to read. Rules of the pack read `network/group-rules.ts`.
import { type CheckedResource, isOfType, type Names } from "../rule.ts";
import { rulesOf } from "./network/group-rules.ts";
import { known, knownItems, strings } from "./unknown-values.ts";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

export const INGRESS_TYPES = [RULE, OLD_RULE, GROUP] as const;

export interface Ingress {
  readonly protocol: unknown;
  readonly fromPort: unknown;
  readonly toPort: unknown;
  /** IPv4 and IPv6 ranges. */
  readonly ranges: readonly string[];
}

/** The inbound rules of a rule resource, or of a group with inline rules. One whose ports are not known yet is left out. */
export function ingressOf(resource: CheckedResource): Ingress[] {
  if (isOfType(resource, GROUP)) {
    return knownItems(resource.props.ingress)
      .map((rule) => known(() => fromOldRule(rule as Names<typeof OLD_RULE>)))
      .filter((one) => one !== undefined);
  }
  if (isOfType(resource, OLD_RULE))
    return String(resource.props.type).toLowerCase() !== "egress" ? [fromOldRule(resource.props)] : [];
  if (!isOfType(resource, RULE)) return [];
  const { props } = resource;
  const ranges = [...strings(known(() => props.cidrIpv4)), ...strings(known(() => props.cidrIpv6))];
  return [{ protocol: props.ipProtocol, fromPort: props.fromPort, toPort: props.toPort, ranges }];
}

function fromOldRule(rule: Names<typeof OLD_RULE>): Ingress {
  const ranges = [...strings(known(() => rule.cidrBlocks)), ...strings(known(() => rule.ipv6CidrBlocks))];
  return { protocol: rule.protocol, fromPort: rule.fromPort, toPort: rule.toPort, ranges };
}

/** True if one of these security groups has an inbound rule. */
export function hasIngress(groups: readonly string[], all: readonly CheckedResource[]): boolean {
  return all.some((resource) => rulesOf(resource).some(({ inbound, owner: { id } }) => inbound && groups.includes(id ?? "")));
}
