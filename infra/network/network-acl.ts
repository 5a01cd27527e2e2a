import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** TCP ports of remote consoles: SSH and RDP. */
const CONSOLES = { ssh: 22, rdp: 3389 } as const;

/**
 * Denies inbound SSH and RDP from outside the VPC, whatever a security group may allow one day (FSBP EC2.21, CIS 5.2). AWS's own
 * rules in the network ACL stay, as replacing them would interrupt all traffic for a moment. ACLs are stateless: they also drop a
 * response to a NAT gateway that chose source port 3389, which is one connection of 64 000. The client then tries again.
 */
export function denyRemoteConsoles(
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
