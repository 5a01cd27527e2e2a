import { RULE_TYPES, rulesOf } from "../../read/network/group-rules.ts";
import { vpcHas } from "../../read/network/vpc-guard.ts";
import { defaultSecurityGroup } from "../../read/resource-types.ts";
import { type Check, type CheckedResource, onResource, onStack, quote, type Rule } from "../../rule.ts";

function empty(property: "ingress" | "egress"): Check {
  return onResource(defaultSecurityGroup, (props) => {
    const list = props[property];
    return list === undefined || list === null || (Array.isArray(list) && list.length === 0)
      ? undefined
      : `${property} of the default group must be empty, got ${quote(list)}`;
  });
}

/** A rule that names a VPC's default group: the resource that adopts it, or the VPC's own output. */
function isOfDefaultGroup(resource: CheckedResource, all: readonly CheckedResource[]): boolean {
  return rulesOf(resource).some(({ owner }) => {
    if (owner.urns.some((urn) => /(defaultSecurityGroup:DefaultSecurityGroup|ec2\/vpc:Vpc|awsx:ec2:Vpc)::/.test(urn)))
      return true;
    return all.some(({ type, props }) => type === defaultSecurityGroup && owner.id !== undefined && props.id === owner.id);
  });
}

export const defaultGroupClosed: Rule = {
  name: "default-group-closed",
  description: "The default security group of each VPC allows no traffic, as a resource without a group of its own gets it.",
  remedy: "Give the VPC a DefaultSecurityGroup without ingress and egress rules, and put rules into groups of their own.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["EC2.2", "CIS 5.5"],
  checks: [
    vpcHas(
      "vpcId",
      ({ type }) => type === defaultSecurityGroup,
      "the VPC must have a DefaultSecurityGroup that is empty, got none",
    ),
    empty("ingress"),
    empty("egress"),
    onStack(RULE_TYPES, (_, resource, all) =>
      resource.type !== defaultSecurityGroup && isOfDefaultGroup(resource, all)
        ? "a rule must be in a security group of its own, got the default group of the VPC"
        : undefined,
    ),
  ],
};
