import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { networkAclsDenyConsoles } from "../../../../../infra/policy/rules/network/network-acls-deny-consoles.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const ENTRY = "aws:ec2/networkAclRule:NetworkAclRule";
const entry = (ruleNumber: number, ruleAction: string, change: object = {}) =>
  checkedResource(
    ENTRY,
    {
      networkAclId: "acl-1",
      ruleNumber,
      ruleAction,
      protocol: "tcp",
      fromPort: 22,
      toPort: 22,
      cidrBlock: "0.0.0.0/0",
      ...change,
    },
    { name: `entry-${ruleNumber}` },
  );
const findings = (...resources: CheckedResource[]) => findingsOf(networkAclsDenyConsoles, ...resources);
const all = { protocol: "-1", fromPort: undefined, toPort: undefined };

describe("network-acls-deny-consoles", () => {
  it.each([
    ["SSH for everybody", [entry(100, "allow")], 1],
    ["both consoles for everybody, as all traffic", [entry(100, "allow", all)], 2],
    ["a range of ports", [entry(100, "allow", { fromPort: 0, toPort: 1024 })], 1],
    ["protocol 6", [entry(100, "ALLOW", { protocol: "6", fromPort: "22", toPort: "22" })], 1],
    [
      "two halves of the internet",
      [entry(1, "allow", { cidrBlock: "0.0.0.0/1" }), entry(2, "allow", { cidrBlock: "128.0.0.0/1" })],
      2,
    ],
    ["everybody over IPv6", [entry(100, "allow", { cidrBlock: undefined, ipv6CidrBlock: "::/0" })], 1],
    ["a denial that comes too late", [entry(100, "allow"), entry(101, "deny")], 1],
    ["a denial of IPv4 only", [entry(1, "deny"), entry(2, "allow", { ipv6CidrBlock: "::/0", cidrBlock: "" })], 1],
    ["a denial in another ACL", [entry(100, "allow"), entry(1, "deny", { networkAclId: "acl-2" })], 1],
    ["a denial before", [entry(90, "deny"), entry(100, "allow")], 0],
    ["a denial of more before", [entry(90, "deny", all), entry(100, "allow", all)], 0],
    ["an office", [entry(100, "allow", { cidrBlock: "203.0.113.0/24" })], 0],
    ["another port", [entry(100, "allow", { fromPort: 443, toPort: 443 })], 0],
    ["outbound traffic", [entry(100, "allow", { egress: true })], 0],
    ["a range that is not known yet", [entry(100, "allow", { cidrBlock: UNKNOWN })], 0],
  ])("checks an ACL with %s", (_, resources, count) => {
    expect(findings(...resources)).toHaveLength(count);
  });

  it.each(["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"])(
    "reads the entries inside of a %s",
    (type) => {
      const open = { action: "allow", ruleNo: 100, protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" };
      expect(findings(checkedResource(type, { ingress: [open] }))).toHaveLength(2);
      expect(findings(checkedResource(type, { ingress: [open, { ...open, ruleNo: 1, action: "deny" }] }))).toEqual([]);
      expect(findings(checkedResource(type, { egress: [open] }))).toEqual([]);
    },
  );

  it("requires that a VPC's default ACL denies both ports before AWS's own entry", () => {
    const vpc = checkedResource("aws:ec2/vpc:Vpc", {});
    const of = (resource: CheckedResource) => ({ ...resource, dependencies: [vpc.urn] });
    const rdp = { fromPort: 3389, toPort: 3389 };
    expect(findings(vpc, of(entry(90, "deny")), of(entry(91, "deny", rdp)))).toEqual([]);
    expect(findings(vpc, of(entry(90, "deny")))).toEqual([expect.stringContaining("must deny port 3389")]);
    expect(findings(vpc, of(entry(190, "deny")), of(entry(91, "deny", rdp)))).toEqual([
      expect.stringContaining("must deny port 22"),
    ]);
    expect(findings(vpc, entry(90, "deny"), of(entry(91, "deny", rdp)))).toHaveLength(1);
  });

  it.each([true, "true", "True"])("requires the same over IPv6 of a VPC that has it: %j", (assignGeneratedIpv6CidrBlock) => {
    const vpc = checkedResource("aws:ec2/vpc:Vpc", { assignGeneratedIpv6CidrBlock });
    const both = [22, 3389].flatMap((port, index) =>
      [{ cidrBlock: "0.0.0.0/0" }, { cidrBlock: undefined, ipv6CidrBlock: "::/0" }].map((range, family) => ({
        ...entry(10 + 2 * index + family, "deny", { fromPort: port, toPort: port, ...range }),
        dependencies: [vpc.urn],
      })),
    );
    expect(findings(vpc, ...both)).toEqual([]);
    expect(findings(vpc, ...both.filter(({ props }) => props.ipv6CidrBlock === undefined))).toEqual([
      expect.stringContaining("must deny port 22 to everybody over IPv6"),
      expect.stringContaining("must deny port 3389 to everybody over IPv6"),
    ]);
  });
});
