import { describe, expect, it } from "vitest";
import { securityGroupsOfThisStack } from "../../../../../infra/policy/rules/security-groups/security-groups-of-this-stack.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";
import { GROUP, inbound } from "./group-stack.ts";

const group = (id: string) => checkedResource(GROUP, { id }, { name: id });
const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
const holders = [
  ["aws:lb/loadBalancer:LoadBalancer", "securityGroups"],
  ["aws:ec2/instance:Instance", "vpcSecurityGroupIds"],
  ["aws:rds/instance:Instance", "vpcSecurityGroupIds"],
  ["aws:elasticache/serverlessCache:ServerlessCache", "securityGroupIds"],
] as const;

describe("security-groups-of-this-stack", () => {
  it.each(holders)("accepts groups of the stack for a %s, and reports any other", (type, argument) => {
    const found = (...ids: string[]) =>
      findingsOf(securityGroupsOfThisStack, group("sg-1"), group("sg-2"), checkedResource(type, { [argument]: ids }));
    expect(found("sg-1", "sg-2")).toEqual([]);
    expect(found(UNKNOWN)).toEqual([]);
    expect(found("sg-1", "sg-3")).toEqual([expect.stringContaining('must be of this stack, got "sg-3"')]);
    expect(found("default")).toHaveLength(1);
  });

  it("reports a group that is written out although the argument still refers to one of the stack", () => {
    const referred = group("sg-1");
    const unnamed = { ...referred, props: {} };
    const rule = { ...inbound("sg-1", 1433, {}), propertyDependencies: { securityGroupId: [referred.urn] } };
    const database = (id: string) =>
      checkedResource(
        "aws:rds/instance:Instance",
        { vpcSecurityGroupIds: [id] },
        { propertyDependencies: { vpcSecurityGroupIds: [referred.urn] } },
      );
    expect(findingsOf(securityGroupsOfThisStack, unnamed, rule, rule, database("sg-1"))).toEqual([]);
    expect(findingsOf(securityGroupsOfThisStack, unnamed, rule, rule, database("sg-3"))).toHaveLength(1);
  });

  it("checks both groups of an environment", () => {
    const environment = (balancer: string, instances: string) =>
      checkedResource(ENVIRONMENT, {
        settings: settings({
          "aws:elbv2:loadbalancer/SecurityGroups": balancer,
          "aws:autoscaling:launchconfiguration/SecurityGroups": instances,
        }),
      });
    const found = (...values: [string, string]) =>
      findingsOf(securityGroupsOfThisStack, group("sg-1"), group("sg-2"), environment(...values));
    expect(found("sg-1", "sg-2")).toEqual([]);
    expect(found("sg-1,sg-3", "sg-2")).toHaveLength(1);
    expect(found("sg-1", "sg-3")).toHaveLength(1);
    expect(found(UNKNOWN, "sg-2")).toEqual([]);
  });

  it.each([
    ["aws:lb/loadBalancer:LoadBalancer", {}],
    ["aws:ec2/instance:Instance", { vpcSecurityGroupIds: [] }],
  ])("reports a %s without a group", (type, props) => {
    expect(findingsOf(securityGroupsOfThisStack, checkedResource(type, props))).toEqual([
      expect.stringContaining("a security group must be set"),
    ]);
  });
});
