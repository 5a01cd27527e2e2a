import { describe, expect, it } from "vitest";
import { balancersMitigateDesync } from "../../../../../infra/policy/rules/load-balancing/balancers-mitigate-desync.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

describe("balancers-mitigate-desync", () => {
  it.each([
    [{ desyncMitigationMode: "strictest" }, 0],
    [{ desyncMitigationMode: "defensive" }, 0],
    [{ desyncMitigationMode: UNKNOWN }, 0],
    [{}, 0],
    [{ desyncMitigationMode: "monitor" }, 1],
    [{ desyncMitigationMode: "Monitor" }, 1],
  ])("checks a load balancer with %j", (props, count) => {
    for (const type of TYPES)
      expect(findingsOf(balancersMitigateDesync, checkedResource(type, props, { stack: "prod" }))).toHaveLength(count);
  });
});
