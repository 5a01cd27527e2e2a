import { describe, expect, it } from "vitest";
import { noPublicIngress } from "../../../../../infra/policy/rules/network/no-public-ingress.ts";
import { checkedResource, findingsOf, settings, UNKNOWN, UNKNOWN_LIST } from "../../checked-resource.ts";

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const https = { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" };

describe("no-public-ingress", () => {
  it.each([
    ["443 for everybody", https],
    ["80 for everybody", { ...https, fromPort: 80, toPort: 80 }],
    ["a database port for one office", { ...https, fromPort: 1433, toPort: 1433, cidrIpv4: "203.0.113.0/24" }],
    ["the widest private range", { ...https, fromPort: 1433, toPort: 1433, cidrIpv4: "10.0.0.0/8" }],
    [
      "a port for another group",
      { ...https, fromPort: 1433, toPort: 1433, cidrIpv4: undefined, referencedSecurityGroupId: "sg-2" },
    ],
    ["a range that is not known yet", { ...https, fromPort: 22, toPort: 22, cidrIpv4: UNKNOWN }],
  ])("accepts %s", (_, props) => {
    expect(findingsOf(noPublicIngress, checkedResource(RULE, props))).toEqual([]);
  });

  it.each([
    ["SSH for everybody", { ...https, fromPort: 22, toPort: 22 }],
    ["a range of ports that begins at 80", { ...https, fromPort: 80 }],
    ["every protocol", { ...https, ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    ["UDP 443", { ...https, ipProtocol: "udp" }],
    ["port 0", { ...https, fromPort: 0, toPort: 0 }],
    ["everybody over IPv6", { ...https, fromPort: 3389, toPort: 3389, cidrIpv4: undefined, cidrIpv6: "::/0" }],
    [
      "everybody over IPv6 beside a range not known yet",
      { ...https, fromPort: 22, toPort: 22, cidrIpv4: UNKNOWN, cidrIpv6: "::/0" },
    ],
    ["half of all IPv4 addresses", { ...https, fromPort: 1433, toPort: 1433, cidrIpv4: "128.0.0.0/1" }],
  ])("reports %s", (_, props) => {
    expect(findingsOf(noPublicIngress, checkedResource(RULE, props))).toEqual([
      expect.stringContaining("TCP port 80 or 443 only"),
    ]);
  });

  it("reports ingress rules of the older class, but not its egress rules", () => {
    const props = { type: "ingress", protocol: "tcp", fromPort: 1433, toPort: 1433, cidrBlocks: ["10.0.0.0/16", "0.0.0.0/0"] };
    expect(findingsOf(noPublicIngress, checkedResource(OLD_RULE, props))).toHaveLength(1);
    expect(findingsOf(noPublicIngress, checkedResource(OLD_RULE, { ...props, type: "egress" }))).toEqual([]);
  });

  it("reports each inline rule of a group, even beside an unknown one", () => {
    const ssh = { protocol: "tcp", fromPort: 22, toPort: 22, ipv6CidrBlocks: ["::/0"] };
    const ingress = [UNKNOWN, ssh, { ...ssh, fromPort: UNKNOWN }, { ...ssh, fromPort: 3389, toPort: 3389 }];
    expect(findingsOf(noPublicIngress, checkedResource(GROUP, { ingress }))).toHaveLength(2);
    expect(findingsOf(noPublicIngress, checkedResource(GROUP, { ingress: UNKNOWN_LIST }))).toEqual([]);
    expect(findingsOf(noPublicIngress, checkedResource(GROUP, {}))).toEqual([]);
  });

  it.each([
    ["database", checkedResource("aws:rds/instance:Instance", { vpcSecurityGroupIds: [UNKNOWN, "sg-1"] })],
    ["cache", checkedResource("aws:elasticache/replicationGroup:ReplicationGroup", { securityGroupIds: ["sg-1"] })],
    ["relay's cache", checkedResource("aws:elasticache/serverlessCache:ServerlessCache", { securityGroupIds: ["sg-1"] })],
    ["relay's tasks", checkedResource("aws:ecs/service:Service", { networkConfiguration: { securityGroups: ["sg-1"] } })],
    [
      "environment's instances",
      checkedResource("aws:elasticbeanstalk/environment:Environment", {
        settings: settings({ "aws:autoscaling:launchconfiguration/SecurityGroups": "sg-9,sg-1" }),
      }),
    ],
  ])("reports even port 443 for everybody on the group of the %s", (_, holder) => {
    expect(findingsOf(noPublicIngress, checkedResource(RULE, https), holder)).toEqual([
      expect.stringContaining("must be in the security group of a load balancer"),
    ]);
    expect(findingsOf(noPublicIngress, checkedResource(RULE, { ...https, cidrIpv4: "203.0.113.0/24" }), holder)).toEqual([]);
    expect(findingsOf(noPublicIngress, checkedResource(RULE, { ...https, securityGroupId: "sg-2" }), holder)).toEqual([]);
  });

  it("accepts port 443 for everybody on the group of a load balancer", () => {
    const environment = checkedResource("aws:elasticbeanstalk/environment:Environment", {
      settings: settings({
        "aws:elbv2:loadbalancer/SecurityGroups": "sg-1",
        "aws:autoscaling:launchconfiguration/SecurityGroups": "sg-2",
      }),
    });
    expect(findingsOf(noPublicIngress, checkedResource(RULE, https), environment)).toEqual([]);
  });

  it("recognises the database's group by reference in a preview", () => {
    const group = "urn:pulumi:nonprod::xmpro-aws::aws:ec2/securityGroup:SecurityGroup::database";
    const ingress = checkedResource(
      RULE,
      { ...https, securityGroupId: UNKNOWN },
      { propertyDependencies: { securityGroupId: [group] } },
    );
    const database = checkedResource(
      "aws:rds/instance:Instance",
      { vpcSecurityGroupIds: [UNKNOWN] },
      { propertyDependencies: { vpcSecurityGroupIds: [group] } },
    );
    expect(findingsOf(noPublicIngress, ingress, database)).toHaveLength(1);
    expect(findingsOf(noPublicIngress, ingress, { ...database, propertyDependencies: {} })).toEqual([]);
  });
});
