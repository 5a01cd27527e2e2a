import { describe, expect, it } from "vitest";
import { balancersAreApplication } from "../../../../../infra/policy/rules/load-balancing/balancers-are-application.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

describe("balancers-are-application", () => {
  it.each([
    [{ loadBalancerType: "application" }, 0],
    [{ loadBalancerType: UNKNOWN }, 0],
    [{}, 0],
    [{ loadBalancerType: "network" }, 1],
    [{ loadBalancerType: "gateway" }, 1],
  ])("checks a load balancer with %j", (props, count) => {
    for (const type of TYPES)
      expect(findingsOf(balancersAreApplication, checkedResource(type, props, { stack: "prod" }))).toHaveLength(count);
  });

  it("reports a classic load balancer", () => {
    expect(findingsOf(balancersAreApplication, checkedResource("aws:elb/loadBalancer:LoadBalancer", {}))).toHaveLength(1);
  });
});
