import { describe, expect, it } from "vitest";
import { noAdministratorRights } from "../../../../../infra/policy/rules/identity/no-administrator-rights.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { findingsAbout, findingsAboutAttached, OWN } from "./identity-policy.ts";

const allow = { Effect: "Allow" };
const findings = (statement: unknown, type?: string) => findingsAbout(noAdministratorRights, statement, type);

describe("no-administrator-rights", () => {
  it.each([
    ["*", "*"],
    ["*:*", "*"],
    ["**", "arn:*"],
    ["iam:*", "*"],
    ["IAM:PutRolePolicy", `arn:aws:iam::${OWN}:role/sm`],
    ["iam:Put*Policy", `arn:aws:iam::${OWN}:role/*`],
    ["iam:Attach?olePolicy", "*"],
    ["i?m:CreatePolicyVersion", `arn:aws:iam::${OWN}:policy/*`],
    ["*:UpdateAssumeRolePolicy", `arn:aws:iam::${OWN}:role/sm`],
    ["iam:CreateAccessKey", `arn:aws:iam::${OWN}:user/operator`],
    ["iam:DeleteRolePermissionsBoundary", `arn:aws:iam::${OWN}:role/sm`],
    ["sts:AssumeRole", "*"],
    ["sts:*", `arn:aws:iam::${OWN}:role/*`],
    ["kms:PutKeyPolicy", `arn:aws:kms:us-east-1:${OWN}:key/abc`],
    ["kms:*", "*"],
    ["s3:PutBucket*", "arn:aws:s3:::packages"],
    ["secretsmanager:PutResourcePolicy", "*"],
    ["lambda:UpdateFunctionCode", "*"],
    ["ssm:SendCommand", "*"],
  ])("reports %s on %s", (Action, Resource) => {
    expect(findings({ ...allow, Action, Resource })).toEqual([expect.stringContaining("must allow no change of permissions")]);
    expect(findings([{ ...allow, Action: ["s3:GetObject", Action], Resource: [Resource] }])).toHaveLength(1);
  });

  it.each([
    ["all actions but some", { NotAction: ["s3:*", "ec2:*"], Resource: "*" }],
    ["all actions but some, of IAM's resources", { NotAction: "s3:GetObject", Resource: `arn:aws:iam::${OWN}:role/sm` }],
    ["all resources but some", { Action: "*", NotResource: "arn:aws:s3:::packages/*" }],
    ["a condition that anybody meets", { Action: "iam:*", Resource: "*", Condition: { StringLike: { "aws:username": "*" } } }],
  ])("reports %s", (_, statement) => {
    expect(findings({ ...allow, ...statement })).toHaveLength(1);
  });

  it.each([
    ["actions that only read IAM", { Action: ["iam:GetRole", "iam:List*"], Resource: `arn:aws:iam::${OWN}:role/sm` }],
    ["one role that may be assumed", { Action: "sts:AssumeRole", Resource: `arn:aws:iam::${OWN}:role/backup` }],
    [
      "one instance that may be reached",
      { Action: "ssm:StartSession", Resource: `arn:aws:ec2:us-east-1:${OWN}:instance/i-0123456789` },
    ],
    [
      "every action on the objects of one bucket, which another rule reports",
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::packages/*" },
    ],
    ["a Deny", { Effect: "Deny", Action: "*", Resource: "*" }],
  ])("accepts %s", (_, statement) => {
    expect(findings({ ...allow, ...statement })).toEqual([]);
  });

  it.each(["aws:iam/policy:Policy", "aws:iam/userPolicy:UserPolicy", "aws:iam/groupPolicy:GroupPolicy"])(
    "also checks %s",
    (type) => {
      expect(findings({ ...allow, Action: "iam:*", Resource: "*" }, type)).toHaveLength(1);
    },
  );

  it.each([
    "arn:aws:iam::aws:policy/AdministratorAccess",
    "arn:aws-cn:iam::aws:policy/AdministratorAccess",
    "arn:aws-us-gov:iam::aws:policy/PowerUserAccess",
    "arn:aws:iam::aws:policy/IAMFullAccess",
    "arn:aws:iam::aws:policy/AmazonSSMFullAccess",
    "arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
    "arn:aws:iam::aws:policy/job-function/DatabaseAdministrator",
    "arn:aws:iam::aws:policy/AdministratorAccess-AWSElasticBeanstalk",
    "arn:aws:iam::aws:policy/AWSLambda_FullAccess",
    `arn:aws:iam::${OWN}:policy/administrators`,
  ])("reports the attached policy %s", (arn) => {
    expect(findingsAboutAttached(noAdministratorRights, arn)).toHaveLength(1);
    const props = { managedPolicyArns: [UNKNOWN, arn] };
    expect(findingsOf(noAdministratorRights, checkedResource("aws:iam/role:Role", props))).toHaveLength(1);
    for (const of of ["role", "user", "group"]) {
      const name = `${of[0]?.toUpperCase()}${of.slice(1)}PolicyAttachmentsExclusive`;
      const type = `aws:iam/${of}PolicyAttachmentsExclusive:${name}`;
      expect(findingsOf(noAdministratorRights, checkedResource(type, { policyArns: [arn] }))).toHaveLength(1);
    }
  });

  it.each(["arn:aws:iam::aws:policy/service-role/AWSElasticBeanstalkEnhancedHealth", UNKNOWN, undefined])(
    "accepts the attached policy %s",
    (arn) => {
      expect(findingsAboutAttached(noAdministratorRights, arn)).toEqual([]);
    },
  );
});
