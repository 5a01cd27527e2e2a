// The three ways to let traffic into a security group, seen as one.
import type { Judged, Names } from "../rule.ts";
import { known, strings } from "./unknown-values.ts";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

export const INGRESS_TYPES = [RULE, OLD_RULE, GROUP] as const;

export interface Ingress {
  readonly protocol: unknown;
  readonly fromPort: unknown;
  readonly toPort: unknown;
  /** Address ranges, of either family. */
  readonly ranges: readonly string[];
}

/** What a rule, or a group with rules of its own, lets in. An entry whose ports are not known yet is left out. */
export function ingressOf(resource: Judged): Ingress[] {
  if (resource.type === GROUP) {
    const list = (resource.props as Names<typeof GROUP>).ingress;
    if (!Array.isArray(list)) return [];
    return Array.from({ length: list.length }, (_, index) => known(() => oldForm(list[index]))).filter(
      (one) => one !== undefined,
    );
  }
  if (resource.type === OLD_RULE) {
    return (resource.props as Names<typeof OLD_RULE>).type === "ingress" ? [oldForm(resource.props)] : [];
  }
  const props = resource.props as Names<typeof RULE>;
  const ranges = [...strings(known(() => props.cidrIpv4)), ...strings(known(() => props.cidrIpv6))];
  return [{ protocol: props.ipProtocol, fromPort: props.fromPort, toPort: props.toPort, ranges }];
}

function oldForm(rule: Names<typeof OLD_RULE>): Ingress {
  const ranges = [...strings(known(() => rule.cidrBlocks)), ...strings(known(() => rule.ipv6CidrBlocks))];
  return { protocol: rule.protocol, fromPort: rule.fromPort, toPort: rule.toPort, ranges };
}

/** The group that `resource` lets traffic into, undefined when it lets none in or the group is not known yet. */
export function groupLetIn(resource: Judged): string | undefined {
  const id = known(() => {
    if (resource.type === RULE) return resource.props.securityGroupId;
    if (resource.type === OLD_RULE) return resource.props.type === "ingress" ? resource.props.securityGroupId : undefined;
    if (resource.type !== GROUP) return undefined;
    const list = resource.props.ingress;
    return Array.isArray(list) && list.length > 0 ? resource.props.id : undefined;
  });
  return typeof id === "string" ? id : undefined;
}

/** True if anything in the stack lets traffic into one of these groups. */
export function isReachable(groups: readonly string[], all: readonly Judged[]): boolean {
  return all.some((resource) => groups.includes(groupLetIn(resource) ?? ""));
}
