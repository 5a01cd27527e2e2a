import { vpcHas } from "../../read/network/vpc-guard.ts";
import { flowLog } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const flowLogsOn: Rule = {
  name: "flow-logs-on",
  description: "Each VPC logs its traffic, at least what it rejects.",
  remedy: 'Give the VPC a FlowLog with trafficType "ALL" or "REJECT".',
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["EC2.6", "CIS 3.7"],
  checks: [
    vpcHas("vpcId", ({ type }) => type === flowLog, "the VPC must have a FlowLog, got none"),
    onResource(flowLog, ({ trafficType }) =>
      // AWS requires one for a VPC: there is no default.
      trafficType === "ALL" || trafficType === "REJECT"
        ? undefined
        : `trafficType must be "ALL" or "REJECT", got ${quote(trafficType)}`,
    ),
  ],
};
