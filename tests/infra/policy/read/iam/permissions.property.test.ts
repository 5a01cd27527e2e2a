import { describe, expect, it } from "vitest";
import { identityRules } from "../../../../../infra/policy/rules/identity/identity-rules.ts";
import { validate } from "../../../../../infra/policy/validate.ts";
import { fc } from "../../../../support/fast-check.ts";
import { checkedResource } from "../../checked-resource.ts";
import { document, hidden, inAnyCase, oneOrMany } from "./documents.ts";
import { lets } from "./independent-iam.ts";

const own = "444455556666";

/** An action, the rule that reports it, and two resources of its kind whose names have no letter in common. */
const requests: readonly (readonly [action: string, rule: string, one: string, other: string])[] = [
  ["iam:CreateUser", "no-administrator-rights", `arn:aws:iam::${own}:user/feed`, `arn:aws:iam::${own}:user/smtp`],
  ["iam:PutRolePolicy", "no-administrator-rights", `arn:aws:iam::${own}:role/feed`, `arn:aws:iam::${own}:role/smtp`],
  ["iam:CreatePolicyVersion", "no-administrator-rights", `arn:aws:iam::${own}:policy/feed`, `arn:aws:iam::${own}:policy/smtp`],
  ["iam:PassRole", "passes-named-roles", `arn:aws:iam::${own}:role/feed`, `arn:aws:iam::${own}:role/smtp`],
  ["sts:AssumeRole", "no-administrator-rights", `arn:aws:iam::${own}:role/feed`, `arn:aws:iam::${own}:role/smtp`],
  ["s3:GetObject", "no-reading-everything", "arn:aws:s3:::feedback/decided", "arn:aws:s3:::mountings/sort"],
  ["s3:PutBucketPolicy", "no-administrator-rights", "arn:aws:s3:::feedback", "arn:aws:s3:::mountings"],
  [
    "ssm:GetParameter",
    "no-reading-everything",
    `arn:aws:ssm:us-east-1:${own}:parameter/feed`,
    `arn:aws:ssm:us-east-1:${own}:parameter/smtp`,
  ],
  ["kms:Decrypt", "no-reading-everything", `arn:aws:kms:us-east-1:${own}:key/abcd`, `arn:aws:kms:us-east-1:${own}:key/9876`],
  [
    "secretsmanager:GetSecretValue",
    "no-reading-everything",
    `arn:aws:secretsmanager:us-east-1:${own}:secret:feed`,
    `arn:aws:secretsmanager:us-east-1:${own}:secret:smtp`,
  ],
  [
    "dynamodb:Scan",
    "no-reading-everything",
    `arn:aws:dynamodb:us-east-1:${own}:table/feed`,
    `arn:aws:dynamodb:us-east-1:${own}:table/smtp`,
  ],
  ["sqs:DeleteQueue", "least-privilege", `arn:aws:sqs:us-east-1:${own}:feed`, `arn:aws:sqs:us-east-1:${own}:smtp`],
];

/** Statements made of the action and the first of its resources, so that the second one is let through by a wildcard only. */
function statement(action: string, one: string): fc.Arbitrary<object> {
  const actions = oneOrMany(fc.oneof(hidden(action).chain(inAnyCase), fc.constant("logs:PutLogEvents")));
  const resources = oneOrMany(
    fc.oneof(hidden(one), fc.constant("*"), fc.constant("arn:aws:logs:us-east-1:444455556666:log-group:/sm")),
  );
  const harmless = oneOrMany(fc.constantFrom("ec2:*", "iam:List*", "s3:Put*"));
  return fc
    .tuple(
      fc.oneof(
        actions.map((Action) => ({ Action })),
        harmless.map((NotAction) => ({ NotAction })),
      ),
      fc.oneof(
        resources.map((Resource) => ({ Resource })),
        fc.constant({ NotResource: "arn:aws:s3:::logs/*" }),
      ),
      fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    )
    .map(([what, which, Effect]) => ({ Effect, ...what, ...which }));
}

/** Who may do everything may do this too, so one rule reports both. */
const EVERYTHING = "no-administrator-rights";

const packages = checkedResource("aws:s3/bucket:Bucket", { bucket: "packages" });

function reporting(policy: unknown): string[] {
  const found = validate(identityRules, [packages, checkedResource("aws:iam/rolePolicy:RolePolicy", { policy })]);
  return found.map(({ rule }) => rule);
}

describe("permissions", () => {
  it.each(requests)("that let %s through on any resource are reported, however they are written", (action, rule, one, other) => {
    let dangerous = 0;
    fc.assert(
      fc.property(document(statement(action, one)), (policy) => {
        const isDangerous = [one, other].every((resource) => lets(policy, { action, resource, context: {} }));
        if (!isDangerous) return;
        dangerous++;
        expect(reporting(policy).some((name) => name === rule || name === EVERYTHING)).toBe(true);
      }),
      { numRuns: 200 },
    );
    expect(dangerous).toBeGreaterThan(5);
  });

  it("that name single actions on single resources are accepted", () => {
    const names = ["s3:GetObject", "s3:PutObject", "logs:PutLogEvents", "ssm:GetParameters"];
    const named = fc.record({
      Effect: fc.constant("Allow"),
      Action: oneOrMany(fc.constantFrom(...names).chain((name) => fc.oneof(fc.constant(name), inAnyCase(name)))),
      Resource: oneOrMany(
        fc.constantFrom(
          "arn:aws:s3:::packages/sm/*",
          "arn:aws:s3:::packages/*/logs/*",
          `arn:aws:ssm:us-east-1:${own}:parameter/XMSM*`,
          `arn:aws:logs:us-east-1:${own}:log-group:/aws/elasticbeanstalk/sm/*`,
        ),
      ),
    });
    fc.assert(
      fc.property(document(named), (policy) => {
        expect(reporting(policy)).toEqual([]);
      }),
    );
  });
});
