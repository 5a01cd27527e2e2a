import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** One side of a door: a group of this program, a group that was there before, or an IPv4 range outside. */
export type Peer = Group | Range;
type Group = aws.ec2.SecurityGroup | { readonly securityGroupId: pulumi.Input<string> };
interface Range {
  readonly cidrBlock: pulumi.Input<string>;
}

export interface Door {
  readonly from: Peer;
  readonly to: Peer;
  /** One TCP port. */
  readonly port: number;
  /** The reason, shown beside the rule in the console: letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`. */
  readonly because: string;
}

/**
 * Opens one TCP port between two peers: an egress rule on the one side and an ingress rule on the other. Groups are born
 * empty, so this is the only way in or out. A range has no rule of its own.
 *
 * @returns the rules, for what must not start before it has its way.
 */
export function open(name: string, { from, to, port, because }: Door, parent: pulumi.Resource): pulumi.Resource[] {
  const rule = { ipProtocol: "tcp", fromPort: port, toPort: port, description: because };
  const rules: pulumi.Resource[] = [];
  if (!isRange(from)) {
    rules.push(new aws.vpc.SecurityGroupEgressRule(name, { ...rule, securityGroupId: groupId(from), ...peer(to) }, { parent }));
  }
  if (!isRange(to)) {
    rules.push(new aws.vpc.SecurityGroupIngressRule(name, { ...rule, securityGroupId: groupId(to), ...peer(from) }, { parent }));
  }
  return rules;
}

const isRange = (side: Peer): side is Range => "cidrBlock" in side;
const groupId = (side: Group) => ("securityGroupId" in side ? side.securityGroupId : side.id);
const peer = (side: Peer) => (isRange(side) ? { cidrIpv4: side.cidrBlock } : { referencedSecurityGroupId: groupId(side) });
