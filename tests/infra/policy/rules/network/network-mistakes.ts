import type { Mistake } from "../../mistake.ts";

export const networkMistakes: readonly Mistake[] = [
  ["flow-logs-on", "a network without flow logs", { of: "FlowLog", gone: true }],
  [
    "network-acls-deny-consoles",
    "a network without the entry against SSH",
    { of: "NetworkAclRule", name: "network-no-ssh", gone: true },
  ],
  [
    "network-acls-deny-consoles",
    "an entry that allows everybody before Remote Desktop is denied",
    { of: "NetworkAclRule", name: "network-own", props: { cidrBlock: "0.0.0.0/0" } },
  ],
  [
    "subnets-assign-no-addresses",
    "a subnet that gives everything a public address",
    { of: "Subnet", name: "network-public-1", props: { mapPublicIpOnLaunch: true } },
  ],
  [
    "private-subnets-without-internet",
    "tasks in a subnet with a route from the internet",
    { of: "Route", name: "network-tasks-1", props: { natGatewayId: undefined, gatewayId: "igw-0123456789abcdef0" } },
  ],
  [
    "private-subnets-without-internet",
    "a database in the subnets of the load balancers",
    { of: "SubnetGroup", name: "database", props: { subnetIds: ["network-public-1-id", "network-isolated-2-id"] } },
  ],
  [
    "no-foreign-networks",
    "a route into another network",
    { of: "Route", name: "network-tasks-1", props: { natGatewayId: undefined, transitGatewayId: "tgw-0123456789abcdef0" } },
  ],
  [
    "no-foreign-networks",
    "an endpoint of somebody else's service",
    {
      of: "VpcEndpoint",
      name: "network-ec2",
      props: { serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0" },
    },
  ],
  [
    "public-addresses-of-gateways",
    "an address of an instance",
    { of: "Eip", name: "network-1", props: { instance: "i-0123456789abcdef0" } },
  ],
];
