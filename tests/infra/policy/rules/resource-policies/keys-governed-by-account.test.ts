import { describe, expect, it } from "vitest";
import { keysGovernedByAccount } from "../../../../../infra/policy/rules/resource-policies/keys-governed-by-account.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { OWN } from "../identity/identity-policy.ts";

const KEYS = [
  "aws:kms/key:Key",
  "aws:kms/keyPolicy:KeyPolicy",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
];
const root = { AWS: `arn:aws:iam::${OWN}:root` };
const role = { AWS: `arn:aws:iam::${OWN}:role/sm` };

function findings(statement: object, type = "aws:kms/key:Key") {
  const policy = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "kms:*", Resource: "*", ...statement }] });
  return findingsOf(keysGovernedByAccount, checkedResource(type, { policy }));
}

describe("keys-governed-by-account", () => {
  it.each([
    ["the account itself", { Principal: root }],
    ["the account by its id", { Principal: { AWS: [OWN] } }],
    [
      "a role that encrypts",
      { Principal: role, Action: ["kms:Encrypt*", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"] },
    ],
    ["a Deny", { Effect: "Deny", Principal: role }],
    ["everybody who encrypts, whom another rule reports", { Principal: "*", Action: "kms:Encrypt" }],
  ])("accepts %s", (_, statement) => {
    expect(findings(statement)).toEqual([]);
  });

  it.each([
    ["everybody", { Principal: "*" }],
    ["everybody, in another spelling", { Principal: { AWS: ["*"] } }],
    ["everybody but a role", { NotPrincipal: role }],
    ["everybody of an organization", { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } }],
    ["everybody of a VPC", { Principal: "*", Condition: { StringEquals: { "aws:SourceVpc": "vpc-0123456789abcdef0" } } }],
    ["everybody of an endpoint", { Principal: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }],
    ["everybody of the account", { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": OWN } } }],
    ["a role that may do everything", { Principal: role }],
    ["a role that may do everything of AWS", { Principal: role, Action: "*" }],
    ["a role beside the account", { Principal: { AWS: [root.AWS, role.AWS] } }],
    ["a role that changes the policy", { Principal: role, Action: "kms:Put*" }],
    ["a role that gives grants", { Principal: role, Action: "KMS:createGrant" }],
    ["a role that deletes the key", { Principal: role, Action: "kms:*Deletion" }],
    ["a role that may do all but read", { Principal: role, Action: undefined, NotAction: "kms:Decrypt" }],
    ["a service", { Principal: { Service: "rds.amazonaws.com" } }],
    ["a statement without a resource", { Principal: role, Resource: undefined }],
  ])("reports %s", (_, statement) => {
    expect(findings(statement)).toHaveLength(1);
  });

  it.each(KEYS)("checks %s, and that nobody locks the account out", (type) => {
    expect(findings({ Principal: role }, type)).toHaveLength(1);
    const policy = JSON.stringify({ Statement: [] });
    const of = (bypass: unknown) =>
      findingsOf(keysGovernedByAccount, checkedResource(type, { policy, bypassPolicyLockoutSafetyCheck: bypass }));
    expect(of(false)).toEqual([]);
    expect(of(true)).toHaveLength(1);
    expect(of("true")).toHaveLength(1);
  });

  it.each([
    [{ granteePrincipal: role.AWS, operations: ["Decrypt"] }, 0],
    [{ granteePrincipal: root.AWS, operations: ["Decrypt"] }, 1],
    [{ granteePrincipal: OWN, operations: ["Decrypt"] }, 1],
    [{ granteePrincipal: `arn:aws:iam::${OWN}:role/*`, operations: ["Decrypt"] }, 1],
    [{ granteePrincipal: role.AWS, operations: ["Decrypt", "CreateGrant"] }, 1],
  ])("checks the grant %j", (props, count) => {
    expect(findingsOf(keysGovernedByAccount, checkedResource("aws:kms/grant:Grant", props))).toHaveLength(count);
  });
});
