import { describe, expect, it } from "vitest";
import { securityGroupsUnshared } from "../../../../../infra/policy/rules/security-groups/security-groups-unshared.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { GROUP_STACK } from "./group-stack.ts";

describe("security-groups-unshared", () => {
  it("accepts a stack in which each resource has a group of its own", () => {
    expect(findingsOf(securityGroupsUnshared, ...GROUP_STACK)).toEqual([]);
  });

  it("accepts two instances with the same group", () => {
    const second = checkedResource("aws:ec2/instance:Instance", { vpcSecurityGroupIds: ["sg-host"] }, { name: "second" });
    expect(findingsOf(securityGroupsUnshared, ...GROUP_STACK, second)).toEqual([]);
  });

  it.each([
    ["aws:ec2/instance:Instance", { vpcSecurityGroupIds: ["sg-database"] }],
    ["aws:ec2/instance:Instance", { securityGroups: ["sg-database"] }],
    ["aws:lb/loadBalancer:LoadBalancer", { securityGroups: ["sg-own", "sg-database"] }],
    [
      "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
      { securityGroupId: "sg-database" },
    ],
    ["aws:ec2/networkInterface:NetworkInterface", { securityGroups: ["sg-database"] }],
    ["aws:ec2/launchTemplate:LaunchTemplate", { networkInterfaces: [{ securityGroups: ["sg-database"] }] }],
    ["aws:elasticache/serverlessCache:ServerlessCache", { securityGroupIds: [UNKNOWN, "sg-database"] }],
  ])("reports that a %s with %j has the group of the database", (type, props) => {
    const found = findingsOf(securityGroupsUnshared, ...GROUP_STACK, checkedResource(type, props, { name: "other" }));
    expect(found).toContainEqual(
      expect.stringContaining('must share no security group with the SQL Server of "database", got "sg-database"'),
    );
  });

  it("recognises a shared group by reference in a preview", () => {
    const urn = "urn:pulumi:nonprod::xmpro-aws::aws:ec2/securityGroup:SecurityGroup::one";
    const holder = (type: string, argument: string) =>
      checkedResource(type, { [argument]: [UNKNOWN] }, { name: argument, propertyDependencies: { [argument]: [urn] } });
    const found = findingsOf(
      securityGroupsUnshared,
      holder("aws:lb/loadBalancer:LoadBalancer", "securityGroups"),
      holder("aws:rds/instance:Instance", "vpcSecurityGroupIds"),
    );
    expect(found).toHaveLength(2);
  });
});
