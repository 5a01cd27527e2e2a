import { describe, expect, it } from "vitest";
import { balancersProtected } from "../../../../../infra/policy/rules/load-balancing/balancers-protected.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

describe("balancers-protected", () => {
  it.each([
    [{ enableDeletionProtection: true }, 0],
    [{ enableDeletionProtection: UNKNOWN }, 0],
    [{ enableDeletionProtection: false }, 1],
    [{}, 1],
  ])("checks a load balancer with %j", (props, count) => {
    for (const type of TYPES)
      expect(findingsOf(balancersProtected, checkedResource(type, props, { stack: "prod" }))).toHaveLength(count);
  });

  it("accepts a load balancer outside production without deletion protection", () => {
    for (const type of TYPES) expect(findingsOf(balancersProtected, checkedResource(type, {}))).toEqual([]);
  });
});
