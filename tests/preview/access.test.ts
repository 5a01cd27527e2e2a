import { describe, expect, it } from "vitest";
import { allowedTraffic, inboundAccess } from "../../preview/model/access.ts";
import { registered } from "./registered.ts";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

const web = registered(GROUP, "web", { inputs: { description: "The web servers" } });
const safe = registered(GROUP, "safe", { inputs: { description: "The safe" } });
const rule = (name: string, inputs: Readonly<Record<string, unknown>>, from = {}) =>
  registered(RULE, name, {
    inputs: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443, description: "visitors", ...inputs },
    propertyDependencies: { securityGroupId: [web.urn], ...from },
  });

describe("the list of access from outside", () => {
  it("is empty if nothing is open", () => {
    expect(inboundAccess([web, safe, rule("inside", { referencedSecurityGroupId: "sg-2" })])).toEqual([]);
  });

  it.each([
    ["a range", { cidrIpv4: "0.0.0.0/0" }, "0.0.0.0/0", "443"],
    ["an IPv6 range", { cidrIpv6: "::/0" }, "::/0", "443"],
    ["a prefix list", { prefixListId: "pl-1" }, "prefix list pl-1", "443"],
    ["several ports", { cidrIpv4: "10.0.0.0/8", toPort: 445 }, "10.0.0.0/8", "443-445"],
    ["every protocol", { cidrIpv4: "10.0.0.0/8", ipProtocol: "-1" }, "10.0.0.0/8", "all ports"],
    ["another protocol", { cidrIpv4: "10.0.0.0/8", ipProtocol: "udp" }, "10.0.0.0/8", "443 (udp)"],
  ])("shows %s", (_, inputs, from, what) => {
    expect(inboundAccess([web, rule("in", inputs)])).toEqual([
      { kind: "network", from, to: "The web servers", what, because: "visitors" },
    ]);
  });

  it("shows an inline rule of a security group", () => {
    const open = registered(GROUP, "open", {
      inputs: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
    });
    expect(inboundAccess([open])).toEqual([
      { kind: "network", from: "0.0.0.0/0", to: "open", what: "22", because: "no reason given" },
    ]);
  });

  it("shows an existing security group by its id", () => {
    const there = registered(RULE, "in", { inputs: { securityGroupId: "sg-9", cidrIpv4: "10.0.0.0/8", ipProtocol: "-1" } });
    expect(inboundAccess([there])).toMatchObject([{ to: "group sg-9" }]);
  });

  it("does not show an address that AWS has not assigned yet", () => {
    const network = registered("awsx:ec2:Vpc", "network");
    const own = rule("in", { cidrIpv4: "192.0.2.1/32" }, { cidrIpv4: [network.urn] });
    expect(inboundAccess([web, network, own])).toMatchObject([{ from: "a new address of network" }]);
  });

  const bucket = registered("aws:s3/bucket:Bucket", "papers");
  const endpoint = registered("aws:ec2/vpcEndpoint:VpcEndpoint", "s3");
  const policy = (statement: Readonly<Record<string, unknown>>) =>
    registered("aws:s3/bucketPolicy:BucketPolicy", "papers", {
      inputs: {
        bucket: "papers",
        policy: JSON.stringify({
          Statement: [{ Sid: "Readers", Resource: ["arn:aws:s3:::papers/a", "arn:aws:s3:::papers"], ...statement }],
        }),
      },
      propertyDependencies: { bucket: [bucket.urn], policy: [bucket.urn, endpoint.urn] },
    });

  it.each([
    ["anybody", { Effect: "Allow", Principal: "*" }, "anybody, without credentials"],
    ["anybody in the other spelling", { Effect: "Allow", Principal: { AWS: "*" } }, "anybody, without credentials"],
    [
      "an endpoint",
      { Effect: "Allow", Principal: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } },
      "without credentials, only through the endpoint s3 of the VPC",
    ],
    [
      "an address",
      { Effect: "Allow", Principal: "*", Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.1", "10.0.0.2"] } } },
      "without credentials, only where aws:sourceip is 10.0.0.1 or 10.0.0.2",
    ],
  ])("shows a bucket that is readable for %s", (_, statement, from) => {
    expect(inboundAccess([bucket, endpoint, policy(statement)])).toEqual([
      { kind: "bucket", from, to: "bucket papers", what: "a, the bucket itself", because: "statement Readers" },
    ]);
  });

  it.each([
    ["refuses everybody", { Effect: "Deny", Principal: "*" }],
    ["allows a service", { Effect: "Allow", Principal: { Service: "logging.s3.amazonaws.com" } }],
  ])("skips a statement that %s", (_, statement) => {
    expect(inboundAccess([bucket, endpoint, policy(statement)])).toEqual([]);
  });
});

describe("the security groups that can use an endpoint", () => {
  const endpoint = registered("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", { inputs: { routeTableIds: ["rtb-inside"] } });
  const bucket = registered("aws:s3/bucket:Bucket", "papers");
  const policy = registered("aws:s3/bucketPolicy:BucketPolicy", "papers", {
    inputs: {
      bucket: "papers",
      policy: JSON.stringify({
        Statement: [
          { Effect: "Allow", Principal: "*", Resource: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-s3" } } },
        ],
      }),
    },
    propertyDependencies: { bucket: [bucket.urn], policy: [bucket.urn, endpoint.urn] },
  });
  const table = (subnetId: string, routeTableId: string) =>
    registered("aws:ec2/routeTableAssociation:RouteTableAssociation", subnetId, { inputs: { subnetId, routeTableId } });
  const leaving = (inputs: Readonly<Record<string, unknown>>) =>
    registered("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
      inputs: { ipProtocol: "tcp", fromPort: 443, toPort: 443, ...inputs },
      propertyDependencies: { securityGroupId: [web.urn] },
    });
  const option = (namespace: string, name: string, value: string) => ({ namespace, name, value });
  const subnetGroup = registered("aws:rds/subnetGroup:SubnetGroup", "group", { inputs: { subnetIds: ["inside"] } });
  const service = (subnet: string) =>
    registered("aws:ecs/service:Service", "tasks", {
      inputs: { networkConfiguration: { securityGroups: ["web-id"], subnets: [subnet] } },
    });
  const environment = registered("aws:elasticbeanstalk/environment:Environment", "app", {
    inputs: {
      settings: [
        option("aws:ec2:vpc", "Subnets", "existing,inside"),
        option("aws:autoscaling:launchconfiguration", "SecurityGroups", "web-id"),
        option("aws:ec2:vpc", "ELBSubnets", "outside"),
        option("aws:elbv2:loadbalancer", "SecurityGroups", "safe-id"),
      ],
    },
  });
  const users = (...more: readonly ReturnType<typeof registered>[]) =>
    inboundAccess([
      bucket,
      endpoint,
      policy,
      web,
      safe,
      subnetGroup,
      table("inside", "rtb-inside"),
      table("outside", "rtb-2"),
      ...more,
    ])
      .filter(({ kind }) => kind === "bucket")
      .map((way) => way.users);
  const toAnywhere = { cidrIpv4: "0.0.0.0/0" };

  it.each([
    ["instances, by their own subnets and not by their load balancer's", environment],
    ["tasks", service("inside")],
    [
      "a database",
      registered("aws:rds/instance:Instance", "db", {
        inputs: { vpcSecurityGroupIds: ["web-id"], dbSubnetGroupName: "group" },
        propertyDependencies: { dbSubnetGroupName: [subnetGroup.urn] },
      }),
    ],
    [
      "a cache",
      registered("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
        inputs: { securityGroupIds: ["web-id"], subnetGroupName: "group" },
        propertyDependencies: { subnetGroupName: [subnetGroup.urn] },
      }),
    ],
    [
      "a serverless cache",
      registered("aws:elasticache/serverlessCache:ServerlessCache", "cache", {
        inputs: { securityGroupIds: ["web-id"], subnetIds: ["inside"] },
      }),
    ],
    [
      "a load balancer",
      registered("aws:lb/loadBalancer:LoadBalancer", "lb", { inputs: { securityGroups: ["web-id"], subnets: ["inside"] } }),
    ],
  ])("are those of %s", (_, resource) => {
    expect(users(resource, leaving(toAnywhere))).toEqual([["web"]]);
  });

  it.each([
    ["in a subnet whose route table does not lead to it", [service("outside"), leaving(toAnywhere)]],
    ["in an unknown subnet", [service("existing"), leaving(toAnywhere)]],
    ["that can connect to no public address", [service("inside"), leaving({ cidrIpv4: "10.0.0.0/8" })]],
    ["that can connect only to another port", [service("inside"), leaving({ ...toAnywhere, fromPort: 587, toPort: 587 })]],
    ["that cannot connect to anything", [service("inside")]],
  ])("do not include one %s", (_, resources) => {
    expect(users(...resources)).toEqual([undefined]);
  });

  it.each([
    ["to a prefix list of AWS", { prefixListId: "pl-s3" }],
    ["to a public range", { cidrIpv4: "52.216.0.0/15" }],
    ["on all ports", { ...toAnywhere, ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    ["over plain HTTP", { ...toAnywhere, fromPort: 80, toPort: 80 }],
  ])("include one that can connect %s", (_, rule) => {
    expect(users(service("inside"), leaving(rule))).toEqual([["web"]]);
  });

  it("are those that share an existing VPC's subnets with instances", () => {
    expect(users(service("existing"), environment, leaving(toAnywhere))).toEqual([["web"]]);
  });
});

describe("the list of connections from a security group", () => {
  const between = (name: string, source: string) =>
    rule(
      name,
      { referencedSecurityGroupId: "sg-2", fromPort: 1433, toPort: 1433, description: "queries" },
      { referencedSecurityGroupId: [source] },
    );

  it("is one entry for several groups with the same rules", () => {
    const ways = allowedTraffic([
      web,
      safe,
      between("a", safe.urn),
      between("b", safe.urn),
      rule("in", { cidrIpv4: "0.0.0.0/0" }),
    ]);
    expect(ways).toEqual([{ from: ["safe", "safe"], to: "web", port: "1433", because: "queries" }]);
  });

  it("shows an existing security group by its id", () => {
    expect(allowedTraffic([web, between("a", "nobody")])).toMatchObject([{ from: ["sg-2"] }]);
  });

  it("shows egress to a range by the egress rule, and a connection between groups once", () => {
    const leaving = (inputs: Readonly<Record<string, unknown>>) =>
      registered("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
        inputs: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 587, toPort: 587, description: "mail", ...inputs },
        propertyDependencies: { securityGroupId: [web.urn] },
      });
    expect(allowedTraffic([web, leaving({ cidrIpv4: "0.0.0.0/0" })])).toEqual([
      { from: ["web"], to: "0.0.0.0/0", port: "587", because: "mail" },
    ]);
    expect(allowedTraffic([web, leaving({ referencedSecurityGroupId: "sg-2" })])).toEqual([]);
  });
});
