import type { Mistake } from "../../mistake.ts";

export const networkMistakes: readonly Mistake[] = [
  [
    "instances-guarded",
    "an installers' host with a public address",
    { of: "Instance", name: "installer-host", props: { associatePublicIpAddress: true } },
  ],
  [
    "instances-guarded",
    "an installers' host with the old metadata service",
    { of: "Instance", name: "installer-host", props: { metadataOptions: { httpTokens: "optional" } } },
  ],
  [
    "no-public-ingress",
    "an installers' host with remote desktop for everybody",
    {
      of: "SecurityGroupIngressRule",
      name: "installer-host-to-sql",
      props: { cidrIpv4: "0.0.0.0/0", fromPort: 3389, toPort: 3389, referencedSecurityGroupId: undefined },
    },
  ],
  ["network-guarded", "a network without flow logs", { of: "FlowLog", gone: true }],
  ["network-guarded", "a default security group with AWS's rules", { of: "DefaultSecurityGroup", gone: true }],
  [
    "no-public-ingress",
    "the relay's tasks open to everybody",
    {
      of: "SecurityGroupIngressRule",
      name: "relay-balancer-to-tasks",
      props: { cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: undefined },
    },
  ],
  [
    "no-public-ingress",
    "the relay's cache open to everybody on port 443",
    {
      of: "SecurityGroupIngressRule",
      name: "relay-tasks-to-cache-primary",
      props: { cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443, referencedSecurityGroupId: undefined },
    },
  ],
  [
    "no-public-ingress",
    "the database open to everybody",
    {
      of: "SecurityGroupIngressRule",
      name: "sm-to-sql",
      props: { cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: undefined },
    },
  ],
];
