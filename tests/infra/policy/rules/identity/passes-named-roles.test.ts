import { describe, expect, it } from "vitest";
import { passesNamedRoles } from "../../../../../infra/policy/rules/identity/passes-named-roles.ts";
import { findingsAbout, OWN } from "./identity-policy.ts";

const pass = {
  Effect: "Allow",
  Action: "iam:PassRole",
  Resource: `arn:aws:iam::${OWN}:role/relay-task`,
  Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
};
const findings = (change: object) => findingsAbout(passesNamedRoles, { ...pass, ...change });

describe("passes-named-roles", () => {
  it("accepts a named role for a named service", () => {
    expect(findings({})).toEqual([]);
    expect(findings({ Condition: { stringequals: { "IAM:passedtoservice": ["ecs-tasks.amazonaws.com"] } } })).toEqual([]);
    expect(findings({ Effect: "Deny", Resource: "*", Condition: undefined })).toEqual([]);
  });

  it.each([
    ["any role", { Resource: "*" }],
    ["roles with a prefix", { Resource: `arn:aws:iam::${OWN}:role/relay-*` }],
    ["a role that a variable names", { Resource: `arn:aws:iam::${OWN}:role/\${aws:username}` }],
    ["roles of any account", { Resource: "arn:aws:iam::*:role/relay-task" }],
    ["all roles but one", { Resource: undefined, NotResource: `arn:aws:iam::${OWN}:role/admin` }],
    ["any service", { Condition: undefined }],
    ["services with a wildcard", { Condition: { StringLike: { "iam:PassedToService": "*.amazonaws.com" } } }],
    [
      "a request without a service",
      { Condition: { StringEqualsIfExists: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } },
    ],
    ["all services but one", { Condition: { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } }],
  ])("reports %s", (_, change) => {
    expect(findings(change)).toHaveLength(1);
    expect(findings({ ...change, Action: ["ecs:RunTask", "IAM:Pass*"] })).toHaveLength(1);
  });
});
