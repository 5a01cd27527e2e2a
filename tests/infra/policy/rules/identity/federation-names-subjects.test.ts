import { describe, expect, it } from "vitest";
import { federationNamesSubjects } from "../../../../../infra/policy/rules/identity/federation-names-subjects.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { findingsAboutTrust, OWN } from "./identity-policy.ts";

const HOST = "token.actions.githubusercontent.com";
const AUD = `${HOST}:aud`;
const SUB = `${HOST}:sub`;
const STS = "sts.amazonaws.com";
const subject = "repo:owner/name:environment:prod";
const provider = (name: string) => `arn:aws:iam::${OWN}:${name}`;

function findings(Condition: unknown, Federated: unknown = provider(`oidc-provider/${HOST}`)) {
  const statement = { Effect: "Allow", Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity", Condition };
  return findingsAboutTrust(federationNamesSubjects, statement);
}

describe("federation-names-subjects", () => {
  it.each([
    { StringEquals: { [AUD]: STS, [SUB]: subject } },
    { StringEquals: { [AUD]: STS, [SUB]: [subject, "repo:owner@1/name@2:environment:prod"], [`${HOST}:repository_id`]: "2" } },
    { "ForAnyValue:StringEquals": { [AUD]: [STS], [SUB]: subject } },
    { stringequals: { [AUD.toUpperCase()]: STS, [SUB]: "repo:owner/name:ref:refs/heads/main" } },
  ])("accepts %j", (condition) => {
    expect(findings(condition)).toEqual([]);
  });

  it.each([
    { StringEquals: { [AUD]: STS } },
    { StringEquals: { [SUB]: subject } },
    { StringEquals: { [AUD]: "*", [SUB]: subject } },
    { StringEquals: { [AUD]: "https://github.com/owner", [SUB]: subject } },
    { StringEquals: { [AUD]: STS, [SUB]: [subject, "*"] } },
    { StringEquals: { [AUD]: STS, [SUB]: "" } },
    { StringEquals: { [AUD]: STS, [SUB]: "repo:owner" } },
    { StringEquals: { [AUD]: STS, [`x${SUB}`]: subject } },
    { StringEquals: { [AUD]: STS }, StringLike: { [SUB]: "repo:owner/*" } },
    { StringEquals: { [AUD]: STS }, StringLike: { [SUB]: "repo:owner/name:*" } },
    { StringEquals: { [AUD]: STS }, StringLike: { [SUB]: "repo:owner/nam?:environment:prod" } },
    { StringEquals: { [AUD]: STS }, StringEqualsIfExists: { [SUB]: subject } },
    { StringEquals: { [AUD]: STS }, "ForAllValues:StringEquals": { [SUB]: subject } },
    { StringEquals: { [AUD]: STS }, StringNotEquals: { [SUB]: "repo:mallory/x:ref:refs/heads/x" } },
    { StringEquals: { [AUD]: STS, [`${HOST}:repository`]: "owner/name" } },
    { StringEquals: { [AUD]: STS, "tokenXactions.githubusercontent.com:sub": subject } },
  ])("reports %j", (condition) => {
    expect(findings(condition)).toHaveLength(1);
  });

  it.each([
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    provider("oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A1"),
  ])("wants subject and audience of %s as well", (federated) => {
    const host = federated.replace(/^.*oidc-provider\//, "").toLowerCase();
    expect(findings(undefined, federated)).toHaveLength(2);
    expect(findings({ StringEquals: { [`${host}:aud`]: "app", [`${host}:sub`]: "one" } }, federated)).toEqual([]);
    expect(findings({ StringEquals: { [`${host}:aud`]: "app" }, StringLike: { [`${host}:sub`]: "*" } }, federated)).toHaveLength(
      1,
    );
  });

  it("wants AWS's sign-in page as the audience of SAML", () => {
    const saml = provider("saml-provider/directory");
    expect(findings({ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } }, saml)).toEqual([]);
    expect(findings({ StringEquals: { "SAML:aud": "https://example.com" } }, saml)).toHaveLength(1);
    expect(findings(undefined, [saml, saml])).toHaveLength(2);
  });

  it("reports a provider for more than one audience", () => {
    const of = (clientIdLists: unknown) =>
      findingsOf(
        federationNamesSubjects,
        checkedResource("aws:iam/openIdConnectProvider:OpenIdConnectProvider", { url: `https://${HOST}`, clientIdLists }),
      );
    expect(of([STS])).toEqual([]);
    expect(of([STS, "https://github.com/owner"])).toHaveLength(1);
    expect(of(["*"])).toHaveLength(1);
  });
});
