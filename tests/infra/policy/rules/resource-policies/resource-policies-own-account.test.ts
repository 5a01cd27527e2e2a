import { describe, expect, it } from "vitest";
import { resourcePoliciesOwnAccount } from "../../../../../infra/policy/rules/resource-policies/resource-policies-own-account.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { OTHER, OWN, ownRole } from "../identity/identity-policy.ts";
import { findingsAboutPlace, findingsAboutStatement, PLACES } from "./resource-policy.ts";

const findings = (statement: object) => findingsAboutStatement(resourcePoliciesOwnAccount, statement);

describe("resource-policies-own-account", () => {
  it.each(PLACES)("checks %s", (type, property) => {
    const statement = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${OTHER}:root` }, Action: "*", Resource: "*" };
    expect(findingsAboutPlace(resourcePoliciesOwnAccount, type, property, { Statement: statement })).toHaveLength(1);
  });

  it.each([
    { Principal: { AWS: OWN } },
    { Principal: { AWS: `arn:aws:iam::${OWN}:role/sm`, Service: "sns.amazonaws.com" } },
    { Principal: { AWS: OTHER }, Effect: "Deny" },
    { Principal: "*", Condition: { StringEquals: { "aws:SourceOwner": OWN } } },
    { Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::packages" } } },
  ])("accepts %j", (statement) => {
    expect(findings(statement)).toEqual([]);
  });

  it.each([
    [{ granteePrincipal: `arn:aws:iam::${OWN}:role/sm` }, 0],
    [{ granteePrincipal: `arn:aws:iam::${OTHER}:role/sm` }, 1],
    [{ granteePrincipal: `arn:aws:sts::${OTHER}:assumed-role/sm/session` }, 1],
    [{ granteePrincipal: `arn:aws:iam::${OWN}:role/sm`, retiringPrincipal: `arn:aws:iam::${OTHER}:role/sm` }, 1],
    [{ granteePrincipal: UNKNOWN, retiringPrincipal: OTHER }, 1],
  ])("checks the grant of a key %j", (props, count) => {
    expect(findingsOf(resourcePoliciesOwnAccount, ownRole, checkedResource("aws:kms/grant:Grant", props))).toHaveLength(count);
  });

  it.each([
    { Principal: { AWS: OTHER } },
    { Principal: { AWS: [OWN, `arn:aws:iam::${OTHER}:role/x`] } },
    { Principal: { AWS: `arn:aws:sts::${OTHER}:assumed-role/x/y` } },
    { Principal: { AWS: "AROAEXAMPLEOFADELETED" } },
    { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": OTHER } } },
    { Principal: "*", Condition: { StringEquals: { "aws:SourceOwner": [OWN, OTHER] } } },
    { Principal: { AWS: "*" }, Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OTHER}:role/x` } } },
    { Principal: "*", Condition: { ArnLike: { "aws:SourceArn": `arn:aws:sns:us-east-1:${OTHER}:x` } } },
    { Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": OTHER } } },
  ])("reports %j", (statement) => {
    expect(findings(statement)).toHaveLength(1);
  });
});
