import { describe, expect, it } from "vitest";
import { endpointsHavePolicies } from "../../../../../infra/policy/rules/resource-policies/endpoints-have-policies.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const findings = (props: Record<string, unknown>, ...others: ReturnType<typeof checkedResource>[]) =>
  findingsOf(endpointsHavePolicies, ...others, checkedResource("aws:ec2/vpcEndpoint:VpcEndpoint", { id: "vpce-1", ...props }));
const full = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const document = (Version: string, Resource = "*") => JSON.stringify({ Version, Statement: [{ ...full, Resource }] });

describe("endpoints-have-policies", () => {
  it.each([undefined, "Gateway", "Interface", "interface"])("reports an endpoint without a policy of the type %s", (type) => {
    for (const policy of [undefined, "", document("2008-10-17")]) {
      expect(findings({ vpcEndpointType: type, policy })).toEqual([expect.stringContaining("must have a policy, got none")]);
    }
  });

  it("accepts a policy, whatever it says: endpoint-policies-limited reads it", () => {
    expect(findings({ policy: document("2012-10-17") })).toEqual([]);
    expect(findings({ policy: document("2008-10-17", "arn:aws:s3:::packages/*") })).toEqual([]);
    expect(findings({ policy: UNKNOWN })).toEqual([]);
  });

  it("accepts a policy in a resource of its own, and only that of the same endpoint", () => {
    const policyOf = (vpcEndpointId: string) =>
      checkedResource("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", { vpcEndpointId, policy: document("2012-10-17") });
    expect(findings({}, policyOf("vpce-1"))).toEqual([]);
    expect(findings({}, policyOf("vpce-2"))).toHaveLength(1);
  });

  it("asks for none where AWS takes none", () => {
    expect(findings({ vpcEndpointType: "GatewayLoadBalancer" })).toEqual([]);
    expect(findings({ vpcEndpointType: "Resource" })).toEqual([]);
    const serviceName = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0";
    expect(findings({ vpcEndpointType: "Interface", serviceName })).toEqual([]);
    expect(findings({ vpcEndpointType: UNKNOWN })).toEqual([]);
  });
});
