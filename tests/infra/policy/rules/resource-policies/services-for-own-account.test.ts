import { describe, expect, it } from "vitest";
import { servicesForOwnAccount } from "../../../../../infra/policy/rules/resource-policies/services-for-own-account.ts";
import { OTHER, OWN } from "../identity/identity-policy.ts";
import { findingsAboutStatement } from "./resource-policy.ts";

const logs = { Principal: { Service: "logs.us-east-1.amazonaws.com" }, Action: "kms:Decrypt" };
const findings = (statement: object) => findingsAboutStatement(servicesForOwnAccount, { ...logs, ...statement });
const CONTEXT = "kms:EncryptionContext:aws:logs:arn";

describe("services-for-own-account", () => {
  it.each([
    { Condition: { StringEquals: { "aws:SourceAccount": OWN } } },
    { Condition: { ArnLike: { "aws:SourceArn": `arn:aws:logs:us-east-1:${OWN}:*` } } },
    { Condition: { ArnLike: { [CONTEXT]: `arn:aws:logs:us-east-1:${OWN}:log-group:*` } } },
    { Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish" },
    { Effect: "Deny" },
    { Principal: { AWS: OWN } },
  ])("accepts %j", (statement) => {
    expect(findings(statement)).toEqual([]);
  });

  it.each([
    {},
    { Condition: { StringEquals: { "aws:SourceAccount": OTHER } } },
    { Condition: { StringLike: { "aws:SourceAccount": "*" } } },
    { Condition: { ArnLike: { [CONTEXT]: "arn:aws:logs:us-east-1:*:log-group:*" } } },
    { Condition: { StringEquals: { "kms:EncryptionContext:app": OWN } } },
    { Condition: { StringEquals: { "kms:ViaService": "logs.us-east-1.amazonaws.com" } } },
    { Principal: { Service: "events.amazonaws.com" }, Action: ["sns:Publish", "sns:Subscribe"] },
    { Principal: { Service: "events.amazonaws.com" }, Action: "sns:*" },
  ])("reports %j", (statement) => {
    expect(findings(statement)).toEqual([expect.stringContaining(`must name ${OWN}`)]);
  });

  it("reports each service of a list", () => {
    expect(findings({ Principal: { Service: ["sns.amazonaws.com", "s3.amazonaws.com"] } })).toHaveLength(2);
  });
});
