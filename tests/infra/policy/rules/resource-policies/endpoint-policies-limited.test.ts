import { describe, expect, it } from "vitest";
import { endpointPoliciesLimited } from "../../../../../infra/policy/rules/resource-policies/endpoint-policies-limited.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { OTHER, OWN, ownRole } from "../identity/identity-policy.ts";

const TYPES = ["aws:ec2/vpcEndpoint:VpcEndpoint", "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"];
const full = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const findings = (type: string, policy: unknown) =>
  findingsOf(endpointPoliciesLimited, ownRole, checkedResource(type, { policy }));

describe.each(TYPES)("endpoint-policies-limited, for %s", (type) => {
  it.each([
    { Resource: "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*" },
    { Condition: { StringEquals: { "aws:PrincipalAccount": OWN } } },
    { Condition: { StringEquals: { "aws:ResourceAccount": [OWN] } } },
    { Effect: "Deny" },
  ])("accepts %j", (change) => {
    expect(findings(type, JSON.stringify({ Statement: { ...full, ...change } }))).toEqual([]);
  });

  it.each([
    {},
    { Resource: "arn:aws:s3:::*" },
    { Resource: ["arn:aws:s3:::packages/*", "arn:aws:s3:::p*/*"] },
    { Resource: undefined, NotResource: "arn:aws:s3:::packages/*" },
    { Condition: { StringLike: { "aws:PrincipalAccount": "*" } } },
    { Condition: { StringEquals: { "aws:ResourceOrgID": "o-abcdefghij" } } },
    { Condition: { StringEquals: { "aws:PrincipalAccount": OTHER } } },
    { Condition: { StringEquals: { "aws:ResourceAccount": [OWN, OTHER] } } },
    { Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": OWN } } },
    { Condition: { Bool: { "aws:SecureTransport": "true" } } },
  ])("reports %j", (change) => {
    expect(findings(type, JSON.stringify({ Statement: [{ ...full, ...change }] }))).toHaveLength(1);
  });

  it("leaves an endpoint without a policy to IAM, and skips what is not known yet", () => {
    expect(findings(type, undefined)).toEqual([]);
    expect(findings(type, UNKNOWN)).toEqual([]);
    expect(findings(type, "{")).toHaveLength(1);
  });
});
