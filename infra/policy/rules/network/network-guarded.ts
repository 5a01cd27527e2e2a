import { pointsAt } from "../../read/points-at.ts";
import { defaultSecurityGroup, flowLog, type ResourceType, vpc, vpcComponent } from "../../read/resource-types.ts";
import { type Check, type CheckedResource, onResource, onStack, quote, type Rule } from "../../rule.ts";

/** The plugin of awsx creates the VPC, which the offline preview does not see. There the rule checks the component instead. */
function guardedBy(guard: ResourceType, missing: string): Check {
  return onStack([vpc, vpcComponent], (_, network, all) => {
    if (network.type === vpcComponent && all.some(({ type, opts }) => type === vpc && opts.parent === network.urn))
      return undefined;
    const component = all.find(({ type, urn }) => type === vpcComponent && urn === network.opts.parent);
    const names = [network, component].filter((resource): resource is CheckedResource => resource !== undefined);
    const guarded = all.some((other) => other.type === guard && names.some((name) => pointsAt(other, "vpcId", name)));
    return guarded ? undefined : missing;
  });
}

function empty(property: "ingress" | "egress"): Check {
  return onResource(defaultSecurityGroup, (props) => {
    const list = props[property];
    return list === undefined || (Array.isArray(list) && list.length === 0)
      ? undefined
      : `${property} of the default group must be empty, got ${quote(list)}`;
  });
}

export const networkGuarded: Rule = {
  name: "network-guarded",
  description: "Each VPC has flow logs, and its default security group allows no traffic.",
  remedy: "Give the VPC a FlowLog, and a DefaultSecurityGroup without ingress and egress rules.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["EC2.2", "EC2.6", "CIS 3.7", "CIS 5.5"],
  checks: [
    guardedBy(flowLog, "the VPC must have a FlowLog, got none"),
    guardedBy(defaultSecurityGroup, "the VPC must have a DefaultSecurityGroup that is empty, got none"),
    onResource(flowLog, ({ trafficType }) =>
      // AWS requires one for a VPC: there is no default.
      trafficType === "ALL" || trafficType === "REJECT"
        ? undefined
        : `trafficType must be "ALL" or "REJECT", got ${quote(trafficType)}`,
    ),
    empty("ingress"),
    empty("egress"),
  ],
};
