import { describe, expect, it } from "vitest";
import { allowedInstanceFamilies } from "../../../../../infra/policy/rules/stack/allowed-instance-families.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const rule = allowedInstanceFamilies(() => ({ regions: [], instanceFamilies: ["t3", "m7i-flex"], requiredTags: [] }));
const found = (type: string, props: Record<string, unknown>) => findingsOf(rule, checkedResource(type, props));
const environment = (...options: [string, string, unknown][]) =>
  found("aws:elasticbeanstalk/environment:Environment", {
    settings: options.map(([namespace, name, value]) => ({ namespace, name, value })),
  });
const LAUNCH = "aws:autoscaling:launchconfiguration";

describe("allowed-instance-families", () => {
  it.each<[string, string, Record<string, unknown>]>([
    ["an instance", "aws:ec2/instance:Instance", { instanceType: "p5.48xlarge" }],
    ["an instance in capital letters", "aws:ec2/instance:Instance", { instanceType: "P5.48XLARGE" }],
    ["an instance of a longer family", "aws:ec2/instance:Instance", { instanceType: "t3a.large" }],
    ["an instance whose size looks like a family", "aws:ec2/instance:Instance", { instanceType: "u-6tb1.t3" }],
    ["a text that is no type", "aws:ec2/instance:Instance", { instanceType: "t3" }],
    ["any type", "aws:ec2/launchTemplate:LaunchTemplate", { instanceRequirements: { allowedInstanceTypes: ["*"] } }],
    ["a launch template", "aws:ec2/launchTemplate:LaunchTemplate", { instanceType: "g5.xlarge" }],
    [
      "a mixed group",
      "aws:autoscaling/group:Group",
      { mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: "g5.xlarge" }] } } },
    ],
    ["a database", "aws:rds/instance:Instance", { instanceClass: "db.x2iedn.32xlarge" }],
    ["a cache", "aws:elasticache/replicationGroup:ReplicationGroup", { nodeType: "cache.r6g.large" }],
  ])("reports %s", (_, type, props) => {
    expect(found(type, props)).toEqual([expect.stringMatching(/ must be of an allowed family such as "t3", got "/)]);
  });

  it("reports each type of an environment's list, and each of an option that is there twice", () => {
    expect(environment(["aws:ec2:instances", "InstanceTypes", "t3.large, g5.xlarge"])).toEqual([
      expect.stringContaining('"g5.xlarge"'),
    ]);
    expect(environment([LAUNCH, "InstanceType", "t3.large"], [LAUNCH, "InstanceType", "g5.xlarge"])).toHaveLength(1);
    expect(environment([LAUNCH, "InstanceType", "g5.xlarge"], [LAUNCH, "InstanceType", "t3.large"])).toHaveLength(1);
    expect(environment([LAUNCH, "instancetype", "g5.xlarge"])).toHaveLength(1);
  });

  it("passes allowed families, and what is no type of an instance", () => {
    expect(found("aws:ec2/instance:Instance", { instanceType: "t3.large" })).toEqual([]);
    expect(found("aws:ec2/instance:Instance", { instanceType: "m7i-flex.large" })).toEqual([]);
    expect(found("aws:rds/instance:Instance", { instanceClass: "db.t3.large", engine: "sqlserver-se" })).toEqual([]);
    expect(
      environment(["aws:ec2:instances", "InstanceTypes", "t3.large,t3.xlarge"], ["aws:x", "Description", "g5.xlarge"]),
    ).toEqual([]);
  });

  it("skips a type that is not known yet, and sees the others", () => {
    expect(found("aws:ec2/instance:Instance", { instanceType: UNKNOWN })).toEqual([]);
    expect(environment([LAUNCH, "InstanceType", UNKNOWN], ["aws:ec2:instances", "InstanceTypes", "g5.xlarge"])).toHaveLength(1);
  });
});
