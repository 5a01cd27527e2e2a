import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** One side of a door: a group of this program, a group that was there before, or an IPv4 range outside. */
export type Peer =
  | aws.ec2.SecurityGroup
  | { readonly securityGroupId: pulumi.Input<string> }
  | { readonly cidrBlock: pulumi.Input<string> };

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
  const source = groupId(from);
  const target = groupId(to);
  const rules: pulumi.Resource[] = [];
  if (source !== undefined) {
    rules.push(new aws.vpc.SecurityGroupEgressRule(name, { ...rule, securityGroupId: source, ...peer(to) }, { parent }));
  }
  if (target !== undefined) {
    rules.push(new aws.vpc.SecurityGroupIngressRule(name, { ...rule, securityGroupId: target, ...peer(from) }, { parent }));
  }
  return rules;
}

function groupId(side: Peer): pulumi.Input<string> | undefined {
  if ("cidrBlock" in side) return undefined;
  return "securityGroupId" in side ? side.securityGroupId : side.id;
}

function peer(side: Peer) {
  const referencedSecurityGroupId = groupId(side);
  return "cidrBlock" in side
    ? { cidrIpv4: side.cidrBlock }
    : { referencedSecurityGroupId: referencedSecurityGroupId as pulumi.Input<string> };
}
