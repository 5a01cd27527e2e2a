import { describe, expect, it } from "vitest";
import { leastPrivilege } from "../../../../../infra/policy/rules/identity/least-privilege.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { findingsAbout, variable } from "./identity-policy.ts";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const read = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::certificates/*"] };
const findings = (statement: unknown, type = POLICY) => findingsAbout(leastPrivilege, statement, type);

describe("least-privilege", () => {
  it.each([
    ["one action on one resource", read],
    ["a statement outside a list", [read]],
    [
      "a family of actions on one resource",
      { ...read, Action: "logs:Describe*", Resource: "arn:aws:logs:us-east-1:123456789012:log-group:/sm" },
    ],
    [
      "actions that have no resource",
      { Effect: "Allow", Action: ["ssmmessages:OpenDataChannel", "xray:PutTraceSegments"], Resource: "*" },
    ],
    [
      "each action that has no resource",
      {
        Effect: "Allow",
        Action: ["xray:PutTelemetryRecords", "xray:GetSamplingRules", "ec2:DescribeTags", "ec2:Describe*", "ssm:PutInventory"],
        Resource: "*",
      },
    ],
    [
      "a wildcard after four letters of a name",
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:123456789012:jobs*" },
    ],
    [
      "a name below a kind of two parts",
      { Effect: "Allow", Action: "wafv2:GetWebACL", Resource: "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/xmpro/*" },
    ],
    ["the same in another case", { Effect: "Allow", Action: "SSMMessages:openDataChannel", Resource: "*" }],
    [
      "a broad Deny statement",
      { Effect: "Deny", Action: "ssm:*", NotResource: "arn:aws:ssm:us-east-1:123456789012:parameter/SM*" },
    ],
    ["a wildcard as a letter of the name", { ...read, Resource: `arn:aws:s3:::certificates${variable("*")}/x` }],
  ])("accepts %s", (_, statement) => {
    expect(findings(statement)).toEqual([]);
  });

  it.each([
    ["every action", { ...read, Action: "*" }, "Action must name single actions"],
    ["every action of a service", { ...read, Action: ["s3:GetObject", "ssm:*"] }, "Action must name single actions"],
    ["all resources except some", { ...read, Resource: undefined, NotResource: ["arn:aws:s3:::a"] }, "got NotResource"],
    ["a statement without an effect", { Action: "*", Resource: "arn:aws:s3:::a/b" }, "Action must name single actions"],
    ["an effect in another case", { Effect: "allow", Action: "s3:*", Resource: "arn:aws:s3:::a/b" }, "Action must name"],
  ])("reports %s", (_, statement, text) => {
    expect(findings(statement)).toEqual([expect.stringContaining(text)]);
  });

  it("reports all actions except some", () => {
    expect(findings({ ...read, Action: undefined, NotAction: ["iam:*"] })).toEqual([expect.stringContaining("got NotAction")]);
  });

  it.each([
    "s3:*",
    "s3:Get*",
    "s3:*Object",
    "S3:?etObject",
    "s?:GetObject",
    "*:*",
    "**",
    `s3:Get${variable("aws:username")}`,
    "s3:GetObject*",
  ])("reports the action %s", (Action) => {
    expect(findings({ ...read, Action })).toEqual([expect.stringContaining("Action must name single actions")]);
  });

  it.each([
    "*",
    "**",
    "?*",
    "arn:*",
    "arn:aws:sqs:*",
    "arn:aws:sqs:us-east-1:123456789012:*",
    "arn:aws:sqs:us-east-1:*:queue",
    "arn:aws:sqs:*:123456789012:queue",
    "arn:*:sqs:us-east-1:123456789012:queue",
    "arn:aws:sqs:us-east-1:123456789012:????",
    "arn:aws:sqs:us-east-1:123456789012:q*",
    `arn:aws:sqs:us-east-1:123456789012:${variable("aws:PrincipalTag/queue")}`,
  ])("reports the resource %s", (Resource) => {
    expect(findings({ Effect: "Allow", Action: "sqs:SendMessage", Resource })).toEqual([
      expect.stringContaining("Resource of sqs:SendMessage"),
    ]);
  });

  it.each([
    ["arn:aws:s3:::packages*/sm", "s3:PutObject"],
    ["arn:aws:s3:::*", "s3:PutObject"],
    ["arn:aws:logs:us-east-1:123456789012:log-group*", "logs:PutLogEvents"],
    ["arn:aws:logs:us-east-1:123456789012:log-group:/aws/*", "logs:PutLogEvents"],
    ["arn:aws:s3:us-east-1:123456789012:accesspoint/*", "s3:PutObject"],
    ["arn:aws:s3:us-east-1:123456789012:accesspoint*", "s3:PutObject"],
    ["arn:aws:s3:us-east-1:123456789012:accesspoint/a*/object/*", "s3:PutObject"],
    ["arn:aws:wafv2:us-east-1:123456789012:regional/webacl/*", "wafv2:GetWebACL"],
    ["arn:aws:wafv2:us-east-1:123456789012:global/ipset/*", "wafv2:UpdateIPSet"],
    ["arn:aws:wafv2:us-east-1:123456789012:regional/*", "wafv2:UpdateIPSet"],
    ["arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/*", "elasticloadbalancing:DeleteLoadBalancer"],
    ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_*", "cognito-idp:DeleteUserPool"],
    ["arn:aws:iam::123456789012:role/service-role/*", "iam:GetRole"],
    ["*", "xray:PutResourcePolicy"],
    ["*", "xray:PutEncryptionConfig"],
    ["*", "ssm:PutInventoryOfMine"],
    ["*", "ssm:GetManifests"],
  ])("reports %s as the resource of %s", (Resource, Action) => {
    expect(findings({ Effect: "Allow", Action, Resource })).toHaveLength(1);
  });

  it("says what a wildcard may be", () => {
    expect(findings({ ...read, Action: "s3:PutObject", Resource: "*" })).toEqual([
      expect.stringContaining("after at least four letters"),
    ]);
    expect(findings({ ...read, Action: "s3:*" })).toEqual([expect.stringContaining('or a family such as "ec2:Describe*"')]);
  });

  it("reports prefixes of one letter, which add up to everything", () => {
    const Resource = [..."abcdefghijklmnopqrstuvwxyz0123456789"].map((letter) => `arn:aws:sqs:us-east-1:123456789012:${letter}*`);
    expect(findings({ Effect: "Allow", Action: "sqs:SendMessage", Resource })).toHaveLength(1);
  });

  it("leaves to other rules what they report about the same action and resource", () => {
    expect(findings({ Effect: "Allow", Action: "*", Resource: "*" })).toEqual([]);
    expect(findings({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" })).toEqual([]);
    expect(findings({ Effect: "Allow", Action: "iam:PassRole", Resource: "*" })).toEqual([]);
  });

  it.each(["aws:iam/policy:Policy", "aws:iam/userPolicy:UserPolicy", "aws:iam/groupPolicy:GroupPolicy"])(
    "also checks %s",
    (type) => {
      expect(findings({ ...read, Action: "*" }, type)).toHaveLength(1);
    },
  );

  it("also checks the inline policies of a role", () => {
    const inlinePolicies = [
      UNKNOWN,
      { name: "all", policy: JSON.stringify({ Statement: [{ ...read, Action: "*" }] }) },
      { name: "none" },
    ];
    expect(findingsOf(leastPrivilege, checkedResource(ROLE, { inlinePolicies }))).toHaveLength(1);
  });

  it.each(["{", "", "null", undefined, 0])("reports the unreadable policy %j", (policy) => {
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy }))).toEqual([
      expect.stringContaining("must be a policy document"),
    ]);
  });

  it.each([
    [
      "an element twice",
      '{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/b"}}',
    ],
    [
      "an element in another case",
      '{"Statement":{"Effect":"Deny","action":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/b"}}',
    ],
    [
      "an operator in two cases",
      '{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/b","Condition":{"StringEquals":{},"stringequals":{}}}}',
    ],
    ["a statement that is a text", '{"Statement":["Allow"]}'],
  ])("reports a document that can be read in two ways: %s", (_, policy) => {
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy }))).toHaveLength(1);
  });

  it("checks the known part of a policy that is an object", () => {
    const policy = { Statement: [UNKNOWN, { ...read, Resource: UNKNOWN }, { ...read, Resource: [UNKNOWN], Action: ["ec2:*"] }] };
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy }))).toHaveLength(1);
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy: UNKNOWN }))).toEqual([]);
    const unknownCondition = { ...read, Action: "s3:*", Condition: UNKNOWN };
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy: { Statement: unknownCondition } }))).toHaveLength(1);
  });
});
