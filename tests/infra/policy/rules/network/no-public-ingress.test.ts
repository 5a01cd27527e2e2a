import { describe, expect, it } from "vitest";
import { noPublicIngress } from "../../../../../infra/policy/rules/network/no-public-ingress.ts";
import { checkedResource, findingsOf, UNKNOWN, UNKNOWN_LIST } from "../../checked-resource.ts";

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

  it("adds the ranges of several rules of a group up, in every form, and not those of another group", () => {
    const rdp = { fromPort: 3389, toPort: 3389 };
    const first = checkedResource(RULE, { ...https, ...rdp, cidrIpv4: "64.0.0.0/12" }, { name: "first" });
    const second = checkedResource(
      OLD_RULE,
      { type: "ingress", protocol: 6, fromPort: "3000", toPort: "4000", securityGroupId: "sg-1", cidrBlocks: ["80.0.0.0/12"] },
      { name: "second" },
    );
    expect(findingsOf(noPublicIngress, first, second)).toHaveLength(2);
    const elsewhere = { ...second, props: { ...second.props, securityGroupId: "sg-2" } };
    expect(findingsOf(noPublicIngress, first, elsewhere)).toEqual([]);
    const otherPort = { ...second, props: { ...second.props, fromPort: 3390 } };
    expect(findingsOf(noPublicIngress, first, otherPort)).toEqual([]);
  });

  it("reports a rule with half of the internet once, not once for each check", () => {
    const half = (cidrIpv4: string) =>
      checkedResource(RULE, { ...https, fromPort: 22, toPort: 22, cidrIpv4 }, { name: cidrIpv4 });
    expect(findingsOf(noPublicIngress, half("0.0.0.0/1"), half("128.0.0.0/1"))).toHaveLength(2);
  });

  it.each([
    [{ ipProtocol: "icmp", fromPort: 8, toPort: 0 }],
    [{ ipProtocol: "ALL" }],
    [{ ipProtocol: 50 }],
    [{ fromPort: "80", toPort: "81" }],
    [{ fromPort: 79, toPort: 80 }],
    [{ fromPort: undefined, toPort: undefined }],
    [{ fromPort: -1, toPort: -1 }],
    [{ cidrIpv4: "::ffff:0.0.0.0/96", fromPort: 22, toPort: 22 }],
    [{ cidrIpv4: undefined, cidrIpv6: "0:0:0:0:0:0:0:0/0", fromPort: 22, toPort: 22 }],
  ])("reports %j", (change) => {
    expect(findingsOf(noPublicIngress, checkedResource(RULE, { ...https, ...change }))).toHaveLength(1);
  });

  it("accepts port 443 as text, of protocol 6", () => {
    expect(
      findingsOf(noPublicIngress, checkedResource(RULE, { ...https, ipProtocol: 6, fromPort: "443", toPort: "443" })),
    ).toEqual([]);
  });

  it("reports a prefix list of the stack with everybody in it, and any list of somebody else", () => {
    const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
    const ssh = { ...https, fromPort: 22, toPort: 22, cidrIpv4: undefined, prefixListId: "pl-1" };
    const rule = checkedResource(RULE, ssh);
    const list = (...cidrs: string[]) => checkedResource(LIST, { id: "pl-1", entries: cidrs.map((cidr) => ({ cidr })) });
    const entry = checkedResource("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", {
      prefixListId: "pl-1",
      cidr: "::/0",
    });
    expect(findingsOf(noPublicIngress, rule)).toEqual([expect.stringContaining("a prefix list of somebody else")]);
    expect(findingsOf(noPublicIngress, rule, list("203.0.113.0/24"))).toEqual([]);
    expect(findingsOf(noPublicIngress, rule, list("203.0.113.0/24", "0.0.0.0/1"))).toHaveLength(1);
    expect(findingsOf(noPublicIngress, rule, list(), entry)).toHaveLength(1);
  });

  it("reports a rule inside of a VPC's default group", () => {
    const ingress = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }];
    expect(
      findingsOf(noPublicIngress, checkedResource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { ingress })),
    ).toHaveLength(1);
  });
});
