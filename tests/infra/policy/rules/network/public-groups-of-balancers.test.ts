import { describe, expect, it } from "vitest";
import { publicGroupsOfBalancers } from "../../../../../infra/policy/rules/network/public-groups-of-balancers.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { GROUP_STACK, INGRESS, inbound } from "./group-stack.ts";

const findings = (group: string, source: object = { cidrIpv4: "0.0.0.0/0" }) =>
  findingsOf(publicGroupsOfBalancers, ...GROUP_STACK, inbound(group, 443, source));

describe("public-groups-of-balancers", () => {
  it.each(["sg-database", "sg-redis", "sg-cache", "sg-sm", "sg-host", "sg-tasks", "sg-endpoint"])(
    "reports port 443 for everybody on the group %s",
    (group) => {
      expect(findings(group)).toEqual([expect.stringContaining("must be in the security group of a load balancer")]);
      expect(findings(group, { cidrIpv6: "::/0" })).toHaveLength(1);
      expect(findings(group, { cidrIpv4: "203.0.113.0/24" })).toEqual([]);
    },
  );

  it.each(["sg-sm-balancer", "sg-relay-balancer", "sg-unused"])("accepts port 443 for everybody on the group %s", (group) => {
    expect(findings(group)).toEqual([]);
  });

  it("adds the ranges of several rules up", () => {
    const halves = ["0.0.0.0/1", "128.0.0.0/1"].map((cidrIpv4) => inbound("sg-database", 443, { cidrIpv4 }));
    expect(findingsOf(publicGroupsOfBalancers, ...GROUP_STACK, ...halves)).toHaveLength(2);
  });

  it("recognises the database's group by reference in a preview", () => {
    const group = "urn:pulumi:nonprod::xmpro-aws::aws:ec2/securityGroup:SecurityGroup::database";
    const ingress = checkedResource(
      INGRESS,
      { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" },
      { propertyDependencies: { securityGroupId: [group] } },
    );
    const database = checkedResource(
      "aws:rds/instance:Instance",
      { vpcSecurityGroupIds: [UNKNOWN] },
      { propertyDependencies: { vpcSecurityGroupIds: [group] } },
    );
    expect(findingsOf(publicGroupsOfBalancers, ingress, database)).toHaveLength(1);
    expect(findingsOf(publicGroupsOfBalancers, ingress, { ...database, propertyDependencies: {} })).toEqual([]);
  });
});
