import type * as aws from "@pulumi/aws";
import { pointsAt } from "../points-at.ts";
import { type Check, type Judged, onResource, onStack, quote, type Rule } from "../rule.ts";

const VPC = "aws:ec2/vpc:Vpc";
/** Its plugin makes a VPC, which the offline preview does not see: there the component stands for it. */
const VPC_COMPONENT = "awsx:ec2:Vpc";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

function guardedBy(guard: string, missing: string): Check {
  return onStack<aws.ec2.VpcArgs>([VPC, VPC_COMPONENT], (_, vpc, all) => {
    if (vpc.type === VPC_COMPONENT && all.some(({ type, opts }) => type === VPC && opts.parent === vpc.urn)) return undefined;
    const component = all.find(({ type, urn }) => type === VPC_COMPONENT && urn === vpc.opts.parent);
    const names = [vpc, component].filter((resource): resource is Judged => resource !== undefined);
    const guarded = all.some((other) => other.type === guard && names.some((name) => pointsAt(other, "vpcId", name)));
    return guarded ? undefined : missing;
  });
}

function empty(property: "ingress" | "egress"): Check {
  return onResource<aws.ec2.DefaultSecurityGroupArgs>(DEFAULT_GROUP, (props) => {
    const list = props[property];
    return list === undefined || (Array.isArray(list) && list.length === 0)
      ? undefined
      : `${property} of the default group must be empty, got ${quote(list)}`;
  });
}

export const networkGuarded: Rule = {
  name: "network-guarded",
  description: "Each VPC writes down its traffic, and its default group lets nobody through (EC2.2, EC2.6, CIS 3.7, CIS 5.5).",
  remedy: "Give the VPC a FlowLog, and a DefaultSecurityGroup with no ingress and no egress.",
  severity: "medium",
  controls: ["EC2.2", "EC2.6", "CIS 3.7", "CIS 5.5"],
  checks: [
    guardedBy(FLOW_LOG, "the VPC must have a FlowLog, got none"),
    guardedBy(DEFAULT_GROUP, "the VPC must have a DefaultSecurityGroup that is empty, got none"),
    onResource<aws.ec2.FlowLogArgs>(FLOW_LOG, ({ trafficType }) =>
      // Left out, AWS wants one for a VPC and takes none.
      trafficType === "ALL" || trafficType === "REJECT"
        ? undefined
        : `trafficType must be "ALL" or "REJECT", got ${quote(trafficType)}`,
    ),
    empty("ingress"),
    empty("egress"),
  ],
};
