import { describe, expect, it } from "vitest";
import { leastPrivilege } from "../../../../../infra/policy/rules/identity/least-privilege.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const read = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::certificates/*"] };
const findings = (statement: unknown, type = POLICY) =>
  findingsOf(leastPrivilege, checkedResource(type, { policy: JSON.stringify({ Statement: statement }) }));

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
      "a broad Deny statement",
      { Effect: "Deny", Action: "ssm:*", NotResource: "arn:aws:ssm:us-east-1:123456789012:parameter/SM*" },
    ],
  ])("accepts %s", (_, statement) => {
    expect(findings(statement)).toEqual([]);
  });

  it.each([
    ["every action", { ...read, Action: "*" }, "Action must name single actions"],
    ["every action of a service", { ...read, Action: ["s3:GetObject", "ssm:*"] }, "Action must name single actions"],
    ["reading everything", { ...read, Resource: "*" }, "Resource of s3:GetObject"],
    [
      "reading every resource of a service",
      { ...read, Action: "ssm:GetParameter", Resource: "arn:aws:ssm:us-east-1:123456789012:*" },
      "Resource of",
    ],
    [
      "an action that needs a resource beside one that does not",
      { ...read, Action: ["ssmmessages:OpenDataChannel", "kms:Decrypt"], Resource: "*" },
      "kms:Decrypt",
    ],
    ["all actions except some", { ...read, Action: undefined, NotAction: ["iam:*"] }, "got NotAction"],
    ["all resources except some", { ...read, Resource: undefined, NotResource: ["arn:aws:s3:::a"] }, "got NotResource"],
    ["a statement without an effect", { Action: "*", Resource: "arn:aws:s3:::a" }, "Action must name single actions"],
  ])("reports %s", (_, statement, text) => {
    expect(findings(statement)).toEqual([expect.stringContaining(text)]);
  });

  it.each(["aws:iam/policy:Policy", "aws:iam/userPolicy:UserPolicy", "aws:iam/groupPolicy:GroupPolicy"])(
    "also checks %s",
    (type) => {
      expect(findings({ ...read, Action: "*" }, type)).toHaveLength(1);
    },
  );

  it.each(["{", "", "null", undefined, 0])("reports the unreadable policy %j", (policy) => {
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy }))).toEqual([
      expect.stringContaining("must be a policy document"),
    ]);
  });

  it("checks the known part of a policy that is an object", () => {
    const policy = { Statement: [UNKNOWN, { ...read, Resource: UNKNOWN }, { ...read, Resource: [UNKNOWN], Action: ["ec2:*"] }] };
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy }))).toHaveLength(1);
    expect(findingsOf(leastPrivilege, checkedResource(POLICY, { policy: UNKNOWN }))).toEqual([]);
  });

  it.each([
    ["arn:aws:iam::aws:policy/AdministratorAccess", 1],
    ["arn:aws:iam::aws:policy/PowerUserAccess", 1],
    ["arn:aws:iam::aws:policy/AmazonSSMFullAccess", 1],
    ["arn:aws:iam::aws:policy/service-role/AWSElasticBeanstalkEnhancedHealth", 0],
    [UNKNOWN, 0],
    [undefined, 0],
  ])("checks the attached policy %s", (arn, count) => {
    expect(
      findingsOf(leastPrivilege, checkedResource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { policyArn: arn })),
    ).toHaveLength(count);
  });

  describe("for a role", () => {
    const trust = { Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }] };

    it("accepts a trust policy that names a service", () => {
      expect(findingsOf(leastPrivilege, checkedResource(ROLE, { assumeRolePolicy: trust }))).toEqual([]);
      expect(findingsOf(leastPrivilege, checkedResource(ROLE, { assumeRolePolicy: JSON.stringify(trust) }))).toEqual([]);
    });

    it("reports a trust policy that allows anybody", () => {
      const open = { Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] };
      expect(findingsOf(leastPrivilege, checkedResource(ROLE, { assumeRolePolicy: open }))).toEqual([
        expect.stringContaining("who may assume the role"),
      ]);
    });

    it("checks inline policies", () => {
      const inlinePolicies = [
        UNKNOWN,
        { name: "all", policy: JSON.stringify({ Statement: [{ ...read, Action: "*" }] }) },
        { name: "none" },
      ];
      const managedPolicyArns = [UNKNOWN, "arn:aws:iam::aws:policy/IAMFullAccess"];
      expect(findingsOf(leastPrivilege, checkedResource(ROLE, { assumeRolePolicy: trust, inlinePolicies }))).toHaveLength(1);
      expect(findingsOf(leastPrivilege, checkedResource(ROLE, { assumeRolePolicy: trust, managedPolicyArns }))).toHaveLength(1);
    });
  });
});
