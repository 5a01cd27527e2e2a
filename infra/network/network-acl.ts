import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** TCP ports of remote consoles: SSH and RDP. */
const CONSOLES = { ssh: 22, rdp: 3389 } as const;

/**
 * Keeps remote consoles out of the VPC, whatever a security group may let in one day (FSBP EC2.21, CIS 5.2). Rules that AWS put into
 * the network ACL stay, as taking them over would interrupt all traffic for a moment. ACLs know no connections: an answer from
 * the internet to a NAT gateway that chose port 3389 is dropped too, one connection of 64 000, which is then tried again.
 */
export function keepConsolesOut(
  name: string,
  { networkAclId, cidrBlock }: { networkAclId: pulumi.Input<string>; cidrBlock: string },
  parent: pulumi.Resource,
): void {
  const rule = { networkAclId, egress: false } as const;
  new aws.ec2.NetworkAclRule(
    `${name}-own`,
    { ...rule, ruleNumber: 80, ruleAction: "allow", protocol: "-1", cidrBlock },
    { parent },
  );
  Object.entries(CONSOLES).forEach(([purpose, port], index) => {
    const ports = { fromPort: port, toPort: port };
    new aws.ec2.NetworkAclRule(
      `${name}-no-${purpose}`,
      { ...rule, ruleNumber: 90 + index, ruleAction: "deny", protocol: "tcp", cidrBlock: "0.0.0.0/0", ...ports },
      { parent },
    );
  });
}
