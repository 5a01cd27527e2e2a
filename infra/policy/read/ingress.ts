// AWS's provider has three resource types for inbound rules. Here they have one form.
import { type CheckedResource, isOfType, type Names } from "../rule.ts";
import { known, strings } from "./unknown-values.ts";

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
    const list = resource.props.ingress;
    if (!Array.isArray(list)) return [];
    return Array.from({ length: list.length }, (_, index) => known(() => fromOldRule(list[index]))).filter(
      (one) => one !== undefined,
    );
  }
  if (isOfType(resource, OLD_RULE)) return resource.props.type === "ingress" ? [fromOldRule(resource.props)] : [];
  if (!isOfType(resource, RULE)) return [];
  const { props } = resource;
  const ranges = [...strings(known(() => props.cidrIpv4)), ...strings(known(() => props.cidrIpv6))];
  return [{ protocol: props.ipProtocol, fromPort: props.fromPort, toPort: props.toPort, ranges }];
}

function fromOldRule(rule: Names<typeof OLD_RULE>): Ingress {
  const ranges = [...strings(known(() => rule.cidrBlocks)), ...strings(known(() => rule.ipv6CidrBlocks))];
  return { protocol: rule.protocol, fromPort: rule.fromPort, toPort: rule.toPort, ranges };
}

/** Id of the security group that `resource` gives an inbound rule; undefined when it gives none, or the id is not known yet. */
export function groupWithIngress(resource: CheckedResource): string | undefined {
  const id = known(() => {
    if (isOfType(resource, RULE)) return resource.props.securityGroupId;
    if (isOfType(resource, OLD_RULE)) return resource.props.type === "ingress" ? resource.props.securityGroupId : undefined;
    if (resource.type !== GROUP) return undefined;
    const list = resource.props.ingress;
    return Array.isArray(list) && list.length > 0 ? resource.props.id : undefined;
  });
  return typeof id === "string" ? id : undefined;
}

/** True if one of these security groups has an inbound rule. */
export function hasIngress(groups: readonly string[], all: readonly CheckedResource[]): boolean {
  return all.some((resource) => groups.includes(groupWithIngress(resource) ?? ""));
}
