import { describe, expect, it } from "vitest";
import { balancersLogAccess } from "../../../../../infra/policy/rules/load-balancing/balancers-log-access.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

describe("balancers-log-access", () => {
  it.each([
    [{ accessLogs: { enabled: true, bucket: "logs" } }, 0],
    [{ accessLogs: { enabled: true, bucket: UNKNOWN } }, 0],
    [{ accessLogs: { enabled: "True", bucket: "logs" } }, 0],
    [{ accessLogs: { enabled: "False", bucket: "logs" } }, 1],
    [{ accessLogs: UNKNOWN }, 0],
    [{ accessLogs: { enabled: false, bucket: "logs" } }, 1],
    [{ accessLogs: { bucket: "logs" } }, 1],
    [{ accessLogs: { enabled: true, bucket: "" } }, 1],
    [{}, 2],
  ])("checks a load balancer with %j", (props, count) => {
    for (const type of TYPES)
      expect(findingsOf(balancersLogAccess, checkedResource(type, props, { stack: "prod" }))).toHaveLength(count);
  });
});
