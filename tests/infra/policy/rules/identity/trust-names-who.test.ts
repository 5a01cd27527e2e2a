import { describe, expect, it } from "vitest";
import { trustNamesWho } from "../../../../../infra/policy/rules/identity/trust-names-who.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { findingsAboutTrust, OWN } from "./identity-policy.ts";

const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
const findings = (change: object) => findingsAboutTrust(trustNamesWho, { ...trust, ...change });

describe("trust-names-who", () => {
  it.each([
    ["a service", {}],
    ["a role", { Principal: { AWS: `arn:aws:iam::${OWN}:role/backup` } }],
    [
      "a provider of tokens",
      { Principal: { Federated: "cognito-identity.amazonaws.com" }, Action: "sts:AssumeRoleWithWebIdentity" },
    ],
    ["tags of a session", { Action: ["sts:AssumeRole", "STS:TagSession"] }],
    ["a Deny for everybody", { Effect: "Deny", Principal: "*" }],
  ])("accepts %s", (_, change) => {
    expect(findings(change)).toEqual([]);
  });

  it.each([
    ["everybody", { Principal: "*" }],
    ["everybody in a list", { Principal: ["*"] }],
    ["everybody of AWS", { Principal: { AWS: "*" } }],
    ["everybody beside a role", { Principal: { AWS: [`arn:aws:iam::${OWN}:role/backup`, "*"] } }],
    ["everybody in another spelling", { Principal: { aws: "*" } }],
    ["every account", { Principal: { AWS: "arn:aws:iam::*:root" } }],
    ["every role of an account", { Principal: { AWS: `arn:aws:iam::${OWN}:role/*` } }],
    ["every service", { Principal: { Service: "*" } }],
    ["every provider", { Principal: { Federated: "*" } }],
    ["a kind of principal that nobody knows", { Principal: { "*": "*" } }],
    ["everybody but one account", { Principal: undefined, NotPrincipal: { AWS: OWN } }],
    ["everybody, under a condition", { Principal: "*", Condition: { StringEquals: { "sts:ExternalId": "x" } } }],
  ])("reports %s", (_, change) => {
    expect(findings(change)).toEqual([expect.stringContaining("who may assume the role")]);
  });

  it.each([
    { Action: "*" },
    { Action: "sts:*" },
    { Action: ["sts:AssumeRole", "iam:PassRole"] },
    { Action: undefined, NotAction: "s3:*" },
  ])("reports %j", (change) => {
    expect(findings(change)).toEqual([expect.stringContaining('must be such as "sts:AssumeRole"')]);
  });

  it("reports what is no trust policy, and skips what is not known yet", () => {
    const of = (assumeRolePolicy: unknown) =>
      findingsOf(trustNamesWho, checkedResource("aws:iam/role:Role", { assumeRolePolicy }));
    expect(of("{")).toEqual([expect.stringContaining("must be a policy document")]);
    expect(of(undefined)).toEqual([expect.stringContaining("must be a policy document")]);
    expect(of(UNKNOWN)).toEqual([]);
    expect(
      of({
        Statement: [
          { ...trust, Principal: UNKNOWN },
          { ...trust, Principal: "*", Condition: UNKNOWN },
        ],
      }),
    ).toHaveLength(1);
  });
});
