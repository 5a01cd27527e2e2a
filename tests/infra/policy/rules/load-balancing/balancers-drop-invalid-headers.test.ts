import { describe, expect, it } from "vitest";
import { balancersDropInvalidHeaders } from "../../../../../infra/policy/rules/load-balancing/balancers-drop-invalid-headers.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

describe("balancers-drop-invalid-headers", () => {
  it.each([
    [{ dropInvalidHeaderFields: true }, 0],
    [{ dropInvalidHeaderFields: "true" }, 0],
    [{ dropInvalidHeaderFields: UNKNOWN }, 0],
    [{ dropInvalidHeaderFields: false }, 1],
    [{ dropInvalidHeaderFields: null }, 1],
    [{}, 1],
  ])("checks a load balancer with %j", (props, count) => {
    for (const type of TYPES)
      expect(findingsOf(balancersDropInvalidHeaders, checkedResource(type, props, { stack: "prod" }))).toHaveLength(count);
  });
});
