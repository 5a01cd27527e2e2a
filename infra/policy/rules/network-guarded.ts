import { pointsAt } from "../read/points-at.ts";
import { defaultSecurityGroup, flowLog, type ResourceType, vpc, vpcComponent } from "../read/resource-types.ts";
import { type Check, type Judged, onResource, onStack, quote, type Rule } from "../rule.ts";

/** Its plugin makes a vpc, which the offline preview does not see: there the component stands for it. */

function guardedBy(guard: ResourceType, missing: string): Check {
  return onStack([vpc, vpcComponent], (_, network, all) => {
    if (network.type === vpcComponent && all.some(({ type, opts }) => type === vpc && opts.parent === network.urn))
      return undefined;
    const component = all.find(({ type, urn }) => type === vpcComponent && urn === network.opts.parent);
    const names = [network, component].filter((resource): resource is Judged => resource !== undefined);
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
  description: "Each VPC writes down its traffic, and its default group lets nobody through.",
  remedy: "Give the VPC a FlowLog, and a DefaultSecurityGroup with no ingress and no egress.",
  severity: "medium",
  controls: ["EC2.2", "EC2.6", "CIS 3.7", "CIS 5.5"],
  checks: [
    guardedBy(flowLog, "the vpc must have a FlowLog, got none"),
    guardedBy(defaultSecurityGroup, "the vpc must have a DefaultSecurityGroup that is empty, got none"),
    onResource(flowLog, ({ trafficType }) =>
      // Left out, AWS wants one for a vpc and takes none.
      trafficType === "ALL" || trafficType === "REJECT"
        ? undefined
        : `trafficType must be "ALL" or "REJECT", got ${quote(trafficType)}`,
    ),
    empty("ingress"),
    empty("egress"),
  ],
};
