import type { Change, Mistake } from "../../mistake.ts";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** A rule that is added to a group of the stack. */
const added = (group: string, type: string, props: Record<string, unknown>, source?: string): Change => {
  const owner = { securityGroupId: ["SecurityGroup", group] } as const;
  const named = { securityGroupId: `${group}-id`, ...props };
  if (source === undefined) return { of: "SecurityGroup", name: group, extra: { type, props: named, refers: owner } };
  const refers = { ...owner, referencedSecurityGroupId: ["SecurityGroup", source] } as const;
  return {
    of: "SecurityGroup",
    name: group,
    extra: { type, props: { ...named, referencedSecurityGroupId: `${source}-id` }, refers },
  };
};
const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });

export const networkMistakes: readonly Mistake[] = [
  [
    "no-public-ingress",
    "remote desktop for half of the internet beside the load balancer's ports",
    added("sm-balancer", INGRESS, { ipProtocol: "6", fromPort: "3380", toPort: "3399", cidrIpv4: "128.0.0.0/1" }),
  ],
  [
    "no-public-ingress",
    "a load balancer open to a prefix list of somebody else",
    added("ds-balancer", INGRESS, { ...tcp(8443), prefixListId: "pl-0123456789abcdef0" }),
  ],
  [
    "sql-server-reached-by-instances",
    "a load balancer that reaches SQL Server",
    added("database", INGRESS, tcp(1433), "sm-balancer"),
  ],
  [
    "sql-server-reached-by-instances",
    "the whole VPC that reaches SQL Server",
    added("database", INGRESS, { ...tcp(1433), cidrIpv4: "10.10.0.0/16" }),
  ],
  [
    "sql-server-reached-by-instances",
    "instances that reach more ports of SQL Server",
    added("database", INGRESS, { ...tcp(1433), toPort: 1434 }, "sm-instances"),
  ],
  [
    "sql-server-reached-by-instances",
    "the relay's tasks that reach SQL Server",
    added("database", INGRESS, tcp(1433), "relay-tasks"),
  ],
  ["redis-reached-by-instances", "the relay's tasks that reach Redis", added("redis", INGRESS, tcp(6379), "relay-tasks")],
  [
    "relay-cache-reached-by-tasks",
    "instances that reach the relay's cache",
    added("relay-cache", INGRESS, tcp(6379), "sm-instances"),
  ],
  [
    "instances-reached-by-own-balancer",
    "instances that another product's load balancer reaches",
    added("sm-instances", INGRESS, tcp(80), "ds-balancer"),
  ],
  [
    "instances-reached-by-own-balancer",
    "an installers' host that an office reaches",
    added("installer-host", INGRESS, { ...tcp(3389), cidrIpv4: "203.0.113.0/24" }),
  ],
  ["tasks-reached-by-balancer", "tasks that reach each other", added("relay-tasks", INGRESS, tcp(8080), "relay-tasks")],
  [
    "security-groups-unshared",
    "a database in the group of instances",
    { of: "Instance", name: "database", props: { vpcSecurityGroupIds: ["database-id", "installer-host-id"] } },
  ],
  [
    "data-stores-send-nothing",
    "a database that may connect to the internet",
    added("database", EGRESS, { ...tcp(443), cidrIpv4: "0.0.0.0/0" }),
  ],
  [
    "egress-by-port",
    "instances that may send everything to everywhere",
    added("sm-instances", EGRESS, { ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
  ],
  [
    "instances-private",
    "an installers' host with a public address",
    { of: "Instance", name: "installer-host", props: { associatePublicIpAddress: true } },
  ],
  [
    "instances-require-metadata-tokens",
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
  ["flow-logs-on", "a network without flow logs", { of: "FlowLog", gone: true }],
  ["default-group-closed", "a default security group with AWS's rules", { of: "DefaultSecurityGroup", gone: true }],
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
    "public-groups-of-balancers",
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
  [
    "default-group-closed",
    "a rule in the default security group",
    {
      of: "FlowLog",
      extra: {
        type: INGRESS,
        props: { ...tcp(443), cidrIpv4: "10.0.0.0/8", securityGroupId: "sg-default" },
        refers: { securityGroupId: ["DefaultSecurityGroup", "network"] },
      },
    },
  ],
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
    "no-foreign-networks",
    "a route into another network",
    { of: "Route", name: "network-tasks-1", props: { natGatewayId: undefined, transitGatewayId: "tgw-0123456789abcdef0" } },
  ],
  [
    "public-addresses-of-gateways",
    "an address of an instance",
    { of: "Eip", name: "network-1", props: { instance: "i-0123456789abcdef0" } },
  ],
  [
    "instances-private",
    "an installers' host that forwards packets",
    { of: "Instance", name: "installer-host", props: { sourceDestCheck: false } },
  ],
  [
    "instances-without-key-pair",
    "an installers' host with a key pair",
    { of: "Instance", name: "installer-host", props: { keyName: "mine" } },
  ],
  [
    "instance-volumes-encrypted",
    "an installers' host whose volume is not encrypted",
    { of: "Instance", name: "installer-host", props: { rootBlockDevice: { encrypted: false } } },
  ],
  [
    "user-data-without-secrets",
    "an installers' host that starts with a password",
    { of: "Instance", name: "installer-host", props: { userData: "net user admin /add\n$password = 'Long-enough1'" } },
  ],
];
