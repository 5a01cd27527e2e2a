import { describe, expect, it } from "vitest";
import { balancersGuarded } from "../../../../../infra/policy/rules/load-balancing/balancers-guarded.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const balancer = {
  dropInvalidHeaderFields: true,
  desyncMitigationMode: "strictest",
  enableDeletionProtection: true,
  accessLogs: { enabled: true, bucket: "logs" },
  subnets: ["subnet-1", "subnet-2"],
};
const findings = (change: object, stack = "prod") =>
  findingsOf(balancersGuarded, checkedResource("aws:lb/loadBalancer:LoadBalancer", { ...balancer, ...change }, { stack }));

describe("balancers-guarded", () => {
  it.each([
    [{}, []],
    [{ dropInvalidHeaderFields: undefined }, ["dropInvalidHeaderFields must be true"]],
    [{ accessLogs: undefined }, ["accessLogs.enabled must be true"]],
    [{ accessLogs: { enabled: false } }, ["accessLogs.enabled must be true"]],
    [{ accessLogs: UNKNOWN }, []],
    [{ desyncMitigationMode: undefined }, []],
    [{ desyncMitigationMode: "monitor" }, ["desyncMitigationMode must be"]],
    [{ subnets: ["subnet-1"] }, ["subnets must be two or more"]],
    [{ subnets: undefined }, ["subnets must be two or more"]],
    [{ subnets: undefined, subnetMappings: [{}, {}] }, []],
    [{ subnets: UNKNOWN }, []],
    [{ enableDeletionProtection: false }, ["enableDeletionProtection must be true"]],
  ])("checks a load balancer with %j", (change, expected) => {
    expect(findings(change)).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  it("accepts a load balancer outside production without deletion protection", () => {
    expect(findings({ enableDeletionProtection: false }, "nonprod")).toEqual([]);
  });
});
