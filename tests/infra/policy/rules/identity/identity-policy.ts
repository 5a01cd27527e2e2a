import type { Rule } from "../../../../../infra/policy/rule.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

export const OWN = "444455556666";
export const OTHER = "999988887777";

/** A policy variable, as IAM writes it. */
export const variable = (name: string) => `\${${name}}`;

const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ROLE = "aws:iam/role:Role";

/** The rule's findings about a policy of a role with these statements. */
export function findingsAbout(rule: Rule, statement: unknown, type = ROLE_POLICY): string[] {
  return findingsOf(rule, checkedResource(type, { policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }) }));
}

/** The rule's findings about an attached policy. */
export function findingsAboutAttached(rule: Rule, policyArn: unknown): string[] {
  return findingsOf(rule, checkedResource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "sm", policyArn }));
}

const forOwn = { StringEquals: { "aws:SourceAccount": OWN } };

/** A role of the stack, whose trust policy names the stack's account. */
export const ownRole = checkedResource(
  ROLE,
  {
    assumeRolePolicy: {
      Statement: {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: forOwn,
      },
    },
  },
  { name: "own" },
);

/** The rule's findings about the trust policy of one more role of that stack. */
export function findingsAboutTrust(rule: Rule, statement: unknown): string[] {
  return findingsOf(rule, ownRole, checkedResource(ROLE, { assumeRolePolicy: JSON.stringify({ Statement: statement }) }));
}
