import { describe, expect, it } from "vitest";
import { defaultGroupClosed } from "../../../../../infra/policy/rules/network/default-group-closed.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { INGRESS, OLD_RULE } from "./group-stack.ts";

const GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

describe("default-group-closed", () => {
  const component = checkedResource("awsx:ec2:Vpc", {});
  const group = checkedResource(GROUP, { id: "sg-0", vpcId: UNKNOWN }, { dependencies: [component.urn] });

  it("accepts a VPC whose default group is empty, and reports a VPC whose default group nobody adopted", () => {
    expect(findingsOf(defaultGroupClosed, component, group)).toEqual([]);
    expect(findingsOf(defaultGroupClosed, component)).toEqual([expect.stringContaining("must have a DefaultSecurityGroup")]);
  });

  it.each([
    [[], 0],
    [undefined, 0],
    [null, 0],
    [UNKNOWN, 0],
    [[{ protocol: "-1", self: true }], 1],
    [0, 1],
  ])("checks the default security group with the rules %j", (list, count) => {
    expect(findingsOf(defaultGroupClosed, checkedResource(GROUP, { ingress: list }))).toHaveLength(count);
    expect(findingsOf(defaultGroupClosed, checkedResource(GROUP, { egress: list }))).toHaveLength(count);
  });

  it.each([INGRESS, OLD_RULE])("reports a %s that is put into the default group", (type) => {
    const props = { type: "ingress", protocol: "tcp", ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    const byId = checkedResource(type, { ...props, securityGroupId: "sg-0" });
    const byReference = (urn: string) =>
      checkedResource(type, { ...props, securityGroupId: UNKNOWN }, { propertyDependencies: { securityGroupId: [urn] } });
    const found = [expect.stringContaining("must be in a security group of its own")];
    expect(findingsOf(defaultGroupClosed, group, byId)).toEqual(found);
    expect(findingsOf(defaultGroupClosed, group, byReference(group.urn))).toEqual(found);
    expect(findingsOf(defaultGroupClosed, group, byReference("urn:pulumi:a::b::aws:ec2/vpc:Vpc::network"))).toEqual(found);
    expect(findingsOf(defaultGroupClosed, group, { ...byId, props: { ...props, securityGroupId: "sg-1" } })).toEqual([]);
  });
});
