import { describe, expect, it } from "vitest";
import { networkGuarded } from "../../../../../infra/policy/rules/network/network-guarded.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

describe("network-guarded", () => {
  const component = checkedResource("awsx:ec2:Vpc", {});
  const vpc = checkedResource("aws:ec2/vpc:Vpc", { id: "vpc-1" }, { opts: { protect: false, parent: component.urn } });
  const flowLog = checkedResource(FLOW_LOG, { vpcId: UNKNOWN, trafficType: "ALL" }, { dependencies: [component.urn] });
  const group = checkedResource(GROUP, { vpcId: "vpc-1", ingress: [], egress: [] }, { dependencies: [component.urn] });

  it("accepts a VPC with flow logs and a closed default group, also if it sees only the VPC's component", () => {
    expect(findingsOf(networkGuarded, component, vpc, flowLog, group)).toEqual([]);
    expect(findingsOf(networkGuarded, component, flowLog, group)).toEqual([]);
    expect(findingsOf(networkGuarded, vpc, { ...flowLog, dependencies: [vpc.urn] }, group)).toEqual([]);
  });

  it.each([
    ["component", component],
    ["VPC", vpc],
  ])("reports a %s without flow logs or without a closed default group", (_, network) => {
    expect(findingsOf(networkGuarded, network, flowLog, { ...group, props: {}, dependencies: [] }).join()).toContain(
      network === component ? "DefaultSecurityGroup" : "FlowLog",
    );
    expect(findingsOf(networkGuarded, network)).toEqual([
      expect.stringContaining("must have a FlowLog"),
      expect.stringContaining("must have a DefaultSecurityGroup"),
    ]);
  });

  it("reports a component and its VPC only once", () => {
    expect(findingsOf(networkGuarded, component, vpc)).toHaveLength(2);
  });

  it("requires nothing of a stack without its own VPC", () => {
    expect(findingsOf(networkGuarded, checkedResource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcId: "vpc-1" }))).toEqual([]);
  });

  it.each([
    ["ALL", 0],
    ["REJECT", 0],
    [UNKNOWN, 0],
    ["ACCEPT", 1],
    [undefined, 1],
  ])("checks a flow log of %s traffic", (trafficType, count) => {
    expect(findingsOf(networkGuarded, checkedResource(FLOW_LOG, { trafficType }))).toHaveLength(count);
  });

  it.each([
    [[], 0],
    [undefined, 0],
    [UNKNOWN, 0],
    [[{ protocol: "-1", self: true }], 1],
    [0, 1],
  ])("checks the default security group with the rules %j", (list, count) => {
    expect(findingsOf(networkGuarded, checkedResource(GROUP, { ingress: list }))).toHaveLength(count);
    expect(findingsOf(networkGuarded, checkedResource(GROUP, { egress: list }))).toHaveLength(count);
  });
});
