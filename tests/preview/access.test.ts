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

describe("the ways in from outside", () => {
  it("are none where nothing is open", () => {
    expect(inboundAccess([web, safe, rule("inside", { referencedSecurityGroupId: "sg-2" })])).toEqual([]);
  });

  it.each([
    ["a range", { cidrIpv4: "0.0.0.0/0" }, "0.0.0.0/0", "443"],
    ["an IPv6 range", { cidrIpv6: "::/0" }, "::/0", "443"],
    ["a prefix list", { prefixListId: "pl-1" }, "prefix list pl-1", "443"],
    ["several ports", { cidrIpv4: "10.0.0.0/8", toPort: 445 }, "10.0.0.0/8", "443-445"],
    ["every protocol", { cidrIpv4: "10.0.0.0/8", ipProtocol: "-1" }, "10.0.0.0/8", "all ports"],
    ["another protocol", { cidrIpv4: "10.0.0.0/8", ipProtocol: "udp" }, "10.0.0.0/8", "443 (udp)"],
  ])("tell %s", (_, inputs, from, what) => {
    expect(inboundAccess([web, rule("in", inputs)])).toEqual([
      { kind: "network", from, to: "The web servers", what, because: "visitors" },
    ]);
  });

  it("tell a rule inside a group", () => {
    const open = registered(GROUP, "open", {
      inputs: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
    });
    expect(inboundAccess([open])).toEqual([
      { kind: "network", from: "0.0.0.0/0", to: "open", what: "22", because: "no reason given" },
    ]);
  });

  it("name a group that was there before by its id", () => {
    const there = registered(RULE, "in", { inputs: { securityGroupId: "sg-9", cidrIpv4: "10.0.0.0/8", ipProtocol: "-1" } });
    expect(inboundAccess([there])).toMatchObject([{ to: "group sg-9" }]);
  });

  it("do not show an address that AWS has not given yet", () => {
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
    ["anybody by the other spelling", { Effect: "Allow", Principal: { AWS: "*" } }, "anybody, without credentials"],
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
  ])("tell a bucket that is readable for %s", (_, statement, from) => {
    expect(inboundAccess([bucket, endpoint, policy(statement)])).toEqual([
      { kind: "bucket", from, to: "bucket papers", what: "a, the bucket itself", because: "statement Readers" },
    ]);
  });

  it.each([
    ["refuses everybody", { Effect: "Deny", Principal: "*" }],
    ["lets in a service", { Effect: "Allow", Principal: { Service: "logging.s3.amazonaws.com" } }],
  ])("pass over a statement that %s", (_, statement) => {
    expect(inboundAccess([bucket, endpoint, policy(statement)])).toEqual([]);
  });
});

describe("the groups that can use an endpoint", () => {
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
        option("aws:ec2:vpc", "Subnets", "brought,inside"),
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
    ["instances, by their subnets and not by their balancer's", environment],
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
    ["in a subnet whose route table does not lead there", [service("outside"), leaving(toAnywhere)]],
    ["in a subnet that nobody knows", [service("brought"), leaving(toAnywhere)]],
    ["that sends to no public address", [service("inside"), leaving({ cidrIpv4: "10.0.0.0/8" })]],
    ["that sends to another port", [service("inside"), leaving({ ...toAnywhere, fromPort: 587, toPort: 587 })]],
    ["that sends to nobody", [service("inside")]],
  ])("are not one %s", (_, resources) => {
    expect(users(...resources)).toEqual([undefined]);
  });

  it.each([
    ["to a list of AWS's", { prefixListId: "pl-s3" }],
    ["to a public range", { cidrIpv4: "52.216.0.0/15" }],
    ["on all ports", { ...toAnywhere, ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    ["over plain HTTP", { ...toAnywhere, fromPort: 80, toPort: 80 }],
  ])("are one that sends %s", (_, rule) => {
    expect(users(service("inside"), leaving(rule))).toEqual([["web"]]);
  });

  it("are those that share an existing VPC's subnets with instances", () => {
    expect(users(service("brought"), environment, leaving(toAnywhere))).toEqual([["web"]]);
  });
});

describe("the ways on from a group", () => {
  const between = (name: string, source: string) =>
    rule(
      name,
      { referencedSecurityGroupId: "sg-2", fromPort: 1433, toPort: 1433, description: "queries" },
      { referencedSecurityGroupId: [source] },
    );

  it("are one for several groups that do the same", () => {
    const ways = allowedTraffic([
      web,
      safe,
      between("a", safe.urn),
      between("b", safe.urn),
      rule("in", { cidrIpv4: "0.0.0.0/0" }),
    ]);
    expect(ways).toEqual([{ from: ["safe", "safe"], to: "web", port: "1433", because: "queries" }]);
  });

  it("name a group that was there before by its id", () => {
    expect(allowedTraffic([web, between("a", "nobody")])).toMatchObject([{ from: ["sg-2"] }]);
  });

  it("go out to a range by the sending side's rule, and are told once between groups", () => {
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
