import { describe, expect, it } from "vitest";
import { balancersSpanZones } from "../../../../../infra/policy/rules/load-balancing/balancers-span-zones.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

describe("balancers-span-zones", () => {
  it.each([
    [{ subnets: ["subnet-1", "subnet-2"] }, 0],
    [{ subnetMappings: [{}, {}] }, 0],
    [{ subnets: UNKNOWN }, 0],
    [{ subnets: ["subnet-1"] }, 1],
    [{ subnets: ["subnet-1", "subnet-1"] }, 1],
    [{}, 1],
  ])("checks a load balancer with %j", (props, count) => {
    for (const type of TYPES)
      expect(findingsOf(balancersSpanZones, checkedResource(type, props, { stack: "prod" }))).toHaveLength(count);
  });
});
