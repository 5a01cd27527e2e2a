import { describe, expect, it } from "vitest";
import { noReadingEverything } from "../../../../../infra/policy/rules/identity/no-reading-everything.ts";
import { findingsAbout, findingsAboutAttached, OWN } from "./identity-policy.ts";

const allow = { Effect: "Allow" };
const findings = (statement: unknown) => findingsAbout(noReadingEverything, statement);

describe("no-reading-everything", () => {
  it.each([
    ["s3:GetObject", "*"],
    ["s3:Get*", "arn:aws:s3:::*"],
    ["S3:G?tObject", "arn:aws:s3:::*/*"],
    ["s3:GetObject", "arn:aws:s3:::packages*/*"],
    ["s3:*", "arn:aws:s3:::?*"],
    ["ssm:GetParameter", `arn:aws:ssm:us-east-1:${OWN}:*`],
    ["ssm:GetParameters", `arn:aws:ssm:*:${OWN}:parameter/XMSM*`],
    ["ssm:*ParametersByPath", `arn:aws:ssm:us-east-1:${OWN}:parameter/*`],
    ["ssm:GetParameter", `arn:aws:ssm:us-east-1:${OWN}:parameter*`],
    ["ssm:GetParameter", `arn:aws:ssm:us-east-1:${OWN}:*/XMSM`],
    ["secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${OWN}:secret:*`],
    ["secretsmanager:BatchGetSecretValue", "*"],
    ["kms:Decrypt", "*"],
    ["kms:De*", `arn:aws:kms:us-east-1:${OWN}:key/*`],
    ["kms:Decrypt", `arn:aws:kms:us-east-1:${OWN}:alias/*`],
    ["dynamodb:Scan", `arn:aws:dynamodb:us-east-1:${OWN}:table/*`],
    ["logs:GetLogEvents", "*"],
    ["rds-db:connect", `arn:aws:rds-db:us-east-1:${OWN}:dbuser:*/*`],
  ])("reports %s on %s", (Action, Resource) => {
    expect(findings({ ...allow, Action, Resource })).toHaveLength(1);
    expect(findings([{ ...allow, Action: [Action], Resource: ["arn:aws:s3:::packages/sm/*", Resource] }])).toHaveLength(1);
  });

  it("reports all actions but some, and all resources but some", () => {
    expect(
      findings({
        ...allow,
        NotAction: ["iam:*", "sts:*", "kms:Put*", "kms:Create*"],
        Resource: `arn:aws:kms:us-east-1:${OWN}:key/*`,
      }),
    ).toHaveLength(1);
    expect(findings({ ...allow, Action: "s3:GetObject", NotResource: "arn:aws:s3:::secret/*" })).toHaveLength(1);
  });

  it.each([
    ["one bucket", { Action: "s3:GetObject", Resource: "arn:aws:s3:::packages/*" }],
    ["one bucket of each environment", { Action: "s3:GetObject", Resource: "arn:aws:s3:::packages/*/logs/*" }],
    ["parameters with one prefix", { Action: "ssm:GetParameters", Resource: `arn:aws:ssm:us-east-1:${OWN}:parameter/XMSM*` }],
    ["one key", { Action: "kms:Decrypt", Resource: `arn:aws:kms:us-east-1:${OWN}:key/1234-abcd` }],
    ["writing everywhere, which another rule reports", { Action: "s3:PutObject", Resource: "*" }],
    ["everything, which another rule reports", { Action: "*", Resource: "*" }],
    ["a Deny", { Effect: "Deny", Action: "s3:GetObject", Resource: "*" }],
  ])("accepts %s", (_, statement) => {
    expect(findings({ ...allow, ...statement })).toEqual([]);
  });

  it.each([
    ["arn:aws:iam::aws:policy/ReadOnlyAccess", 1],
    ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", 1],
    ["arn:aws:iam::aws:policy/SecurityAudit", 1],
    ["arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess", 1],
    ["arn:aws:iam::aws:policy/SecretsManagerReadWrite", 1],
    ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", 1],
    ["arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier", 1],
    ["arn:aws:iam::aws:policy/AdministratorAccess", 0],
    ["arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole", 0],
  ])("checks the attached policy %s", (arn, count) => {
    expect(findingsAboutAttached(noReadingEverything, arn)).toHaveLength(count);
  });
});
