import { describe, expect, it } from "vitest";
import { trustOwnAccount } from "../../../../../infra/policy/rules/identity/trust-own-account.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { findingsAboutTrust, OTHER, OWN } from "./identity-policy.ts";

const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
const findings = (Principal: unknown, more = {}) => findingsAboutTrust(trustOwnAccount, { ...trust, Principal, ...more });

describe("trust-own-account", () => {
  it.each([
    { Service: "ec2.amazonaws.com" },
    { AWS: OWN },
    { AWS: Number(OWN) },
    { AWS: [`arn:aws:iam::${OWN}:root`, `arn:aws:sts::${OWN}:assumed-role/sm/i-1`] },
    { Federated: `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com` },
    { Federated: "cognito-identity.amazonaws.com" },
  ])("accepts %j", (principal) => {
    expect(findings(principal)).toEqual([]);
  });

  it.each([
    { AWS: OTHER },
    { AWS: Number(OTHER) },
    { AWS: `arn:aws:iam::${OTHER}:root` },
    { aws: `arn:aws-cn:iam::${OTHER}:role/x` },
    { AWS: [OWN, `arn:aws:iam::${OTHER}:user/x`] },
    { AWS: "AIDAEXAMPLEOFADELETED" },
    { AWS: `arn:aws:iam::${OWN}0:root` },
    { Federated: `arn:aws:iam::${OTHER}:saml-provider/x` },
    `arn:aws:iam::${OTHER}:root`,
  ])("reports %j", (principal) => {
    expect(findings(principal)).toEqual([expect.stringContaining(`must be ${OWN}`)]);
  });

  it("reports another account, whatever the condition", () => {
    const condition = { StringEquals: { "sts:ExternalId": "secret", "aws:SourceAccount": OTHER } };
    expect(findings({ AWS: OTHER }, { Condition: condition })).toHaveLength(1);
    expect(findings({ AWS: OTHER }, { Effect: "Deny" })).toEqual([]);
  });

  it("reports each account, if no policy of the stack names its own", () => {
    const assumeRolePolicy = { Statement: { ...trust, Principal: { AWS: OWN } } };
    expect(findingsOf(trustOwnAccount, checkedResource("aws:iam/role:Role", { assumeRolePolicy }))).toHaveLength(1);
  });
});
