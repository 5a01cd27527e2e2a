import { describe, expect, it } from "vitest";
import { flowLogsOn } from "../../../../../infra/policy/rules/network/flow-logs-on.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

describe("flow-logs-on", () => {
  const component = checkedResource("awsx:ec2:Vpc", {});
  const vpc = checkedResource("aws:ec2/vpc:Vpc", { id: "vpc-1" }, { opts: { protect: false, parent: component.urn } });
  const flowLog = checkedResource(FLOW_LOG, { vpcId: UNKNOWN, trafficType: "ALL" }, { dependencies: [component.urn] });

  it("accepts a VPC with flow logs, also if it sees only the VPC's component", () => {
    expect(findingsOf(flowLogsOn, component, vpc, flowLog)).toEqual([]);
    expect(findingsOf(flowLogsOn, component, flowLog)).toEqual([]);
    expect(findingsOf(flowLogsOn, vpc, { ...flowLog, dependencies: [vpc.urn] })).toEqual([]);
  });

  it("reports a VPC or its component without flow logs, and both only once", () => {
    const missing = [expect.stringContaining("must have a FlowLog, got none")];
    expect(findingsOf(flowLogsOn, component)).toEqual(missing);
    expect(findingsOf(flowLogsOn, vpc)).toEqual(missing);
    expect(findingsOf(flowLogsOn, component, vpc)).toEqual(missing);
    expect(findingsOf(flowLogsOn, vpc, { ...flowLog, props: { vpcId: "vpc-2", trafficType: "ALL" }, dependencies: [] })).toEqual(
      missing,
    );
  });

  it("requires nothing of a stack without its own VPC", () => {
    expect(findingsOf(flowLogsOn, checkedResource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcId: "vpc-1" }))).toEqual([]);
  });

  it.each([
    ["ALL", 0],
    ["REJECT", 0],
    [UNKNOWN, 0],
    ["ACCEPT", 1],
    ["", 1],
    [undefined, 1],
  ])("checks a flow log of %s traffic", (trafficType, count) => {
    expect(findingsOf(flowLogsOn, checkedResource(FLOW_LOG, { trafficType }))).toHaveLength(count);
  });
});
