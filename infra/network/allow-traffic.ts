import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** One side of a connection: a security group of this program, an existing one, or an IPv4 range. */
export type Peer = Group | Range;
type Group = aws.ec2.SecurityGroup | { readonly securityGroupId: pulumi.Input<string> };
interface Range {
  readonly cidrBlock: pulumi.Input<string>;
}

/** IPv4 ranges that may connect, each with the reason. The key becomes part of the rule's logical name. */
export type AllowedSources = Readonly<Record<string, { readonly cidrBlock: pulumi.Input<string>; readonly description: string }>>;

export interface Traffic {
  readonly from: Peer;
  readonly to: Peer;
  /** One TCP port. */
  readonly port: number;
  /** The reason, shown beside the rule in the console: letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`. */
  readonly description: string;
  /** Name of the same rule in stacks that an earlier version of this program deployed. */
  readonly formerName?: string;
}

/**
 * Allows one TCP port between two peers: an egress rule for the one group and an ingress rule for the other. Security groups are
 * created empty, so nothing else is allowed. A range has no rule of its own.
 *
 * @returns the rules, for what must not start before they exist.
 */
export function allowTraffic(name: string, traffic: Traffic, parent: pulumi.Resource): pulumi.Resource[] {
  const { from, to, port, description, formerName } = traffic;
  const opts = { parent, ...(formerName === undefined ? {} : { aliases: [{ name: formerName }] }) };
  const rule = { ipProtocol: "tcp", fromPort: port, toPort: port, description };
  const rules: pulumi.Resource[] = [];
  if (!isRange(from)) {
    rules.push(new aws.vpc.SecurityGroupEgressRule(name, { ...rule, securityGroupId: groupId(from), ...peer(to) }, opts));
  }
  if (!isRange(to)) {
    rules.push(new aws.vpc.SecurityGroupIngressRule(name, { ...rule, securityGroupId: groupId(to), ...peer(from) }, opts));
  }
  return rules;
}

const isRange = (side: Peer): side is Range => "cidrBlock" in side;
const groupId = (side: Group) => ("securityGroupId" in side ? side.securityGroupId : side.id);
const peer = (side: Peer) => (isRange(side) ? { cidrIpv4: side.cidrBlock } : { referencedSecurityGroupId: groupId(side) });
