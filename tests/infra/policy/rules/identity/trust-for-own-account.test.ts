import { describe, expect, it } from "vitest";
import { trustForOwnAccount } from "../../../../../infra/policy/rules/identity/trust-for-own-account.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { findingsAboutTrust, OTHER, OWN, variable } from "./identity-policy.ts";

const trust = { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" };
const findings = (Condition: unknown, more = {}) => findingsAboutTrust(trustForOwnAccount, { ...trust, ...more, Condition });

describe("trust-for-own-account", () => {
  it.each([
    { StringEquals: { "aws:SourceAccount": OWN } },
    { StringEquals: { "AWS:sourceaccount": [OWN], "sts:ExternalId": "x" } },
    { StringLike: { "aws:SourceAccount": OWN } },
    { "ForAnyValue:StringEquals": { "aws:SourceAccount": Number(OWN) } },
    { ArnLike: { "aws:SourceArn": `arn:aws:ecs:us-east-1:${OWN}:*` } },
    { ArnEquals: { "aws:SourceArn": `arn:aws:ecs:*:${OWN}:cluster/relay` } },
    { StringEquals: { "aws:SourceAccount": OWN }, ArnLike: { "aws:SourceArn": "arn:aws:s3:::packages" } },
  ])("accepts %j", (condition) => {
    expect(findings(condition)).toEqual([]);
  });

  it.each([
    undefined,
    {},
    { StringEquals: { "aws:SourceAccount": OTHER } },
    { StringEquals: { "aws:SourceAccount": [OWN, OTHER] } },
    { StringEquals: { "aws:SourceAccount": [] } },
    { StringLike: { "aws:SourceAccount": "*" } },
    { StringLike: { "aws:SourceAccount": "44445555????" } },
    { StringEquals: { "aws:SourceAccount": variable("aws:SourceAccount") } },
    { StringEqualsIfExists: { "aws:SourceAccount": OWN } },
    { "ForAllValues:StringEquals": { "aws:SourceAccount": OWN } },
    { StringNotEquals: { "aws:SourceAccount": OTHER } },
    { StringNotLike: { "aws:SourceAccount": OTHER } },
    { Null: { "aws:SourceAccount": "false" } },
    { ArnLike: { "aws:SourceArn": "*" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:*:*" } },
    { ArnLike: { "aws:SourceArn": `arn:*:*:*:${OWN}:*` } },
    { ArnLike: { "aws:SourceArn": "arn:aws:s3:::packages*" } },
    { ArnLike: { "aws:SourceArn": "arn:aws:s3:::packages" } },
    { ArnNotLike: { "aws:SourceArn": `arn:aws:ecs:us-east-1:${OTHER}:*` } },
    { StringEquals: { "sts:ExternalId": "elasticbeanstalk" } },
    { Bool: { "aws:SecureTransport": "true" } },
  ])("reports %j", (condition) => {
    expect(findings(condition)).toEqual([expect.stringContaining(`must name ${OWN}`)]);
  });

  it("accepts instances and functions, whose services pass no account", () => {
    expect(findings(undefined, { Principal: { Service: ["ec2.amazonaws.com", "Lambda.amazonaws.com"] } })).toEqual([]);
    expect(findings(undefined, { Principal: { Service: ["ec2.amazonaws.com", "rds.amazonaws.com"] } })).toHaveLength(1);
  });

  it("skips a condition that is not known yet", () => {
    const assumeRolePolicy = { Statement: [{ ...trust, Condition: { StringEquals: { "aws:SourceAccount": UNKNOWN } } }] };
    expect(findingsOf(trustForOwnAccount, checkedResource("aws:iam/role:Role", { assumeRolePolicy }))).toEqual([]);
  });
});
