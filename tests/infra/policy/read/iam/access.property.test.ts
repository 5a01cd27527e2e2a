import { describe, expect, it } from "vitest";
import type { CheckedResource, Rule } from "../../../../../infra/policy/rule.ts";
import { bucketsRules } from "../../../../../infra/policy/rules/buckets/buckets-rules.ts";
import { identityRules } from "../../../../../infra/policy/rules/identity/identity-rules.ts";
import { resourcePoliciesRules } from "../../../../../infra/policy/rules/resource-policies/resource-policies-rules.ts";
import { validate } from "../../../../../infra/policy/validate.ts";
import { fc } from "../../../../support/fast-check.ts";
import { checkedResource } from "../../checked-resource.ts";
import { condition, document, inAnyCase, oneOrMany } from "./documents.ts";
import { type Caller, lets } from "./independent-iam.ts";

const own = "444455556666";
const other = "999988887777";
const foreigner: Caller = { kind: "AWS", id: `arn:aws:iam::${other}:role/mallory` };
const stranger: Caller = { kind: "anonymous", id: "" };
const ownRole = `arn:aws:iam::${own}:role/sm`;

const trust = (Principal: unknown, Condition: unknown) => ({
  Statement: { Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition },
});

/** Two roles that say which account is the stack's. */
const stack = ["one", "two"].map((name) =>
  checkedResource(
    "aws:iam/role:Role",
    {
      assumeRolePolicy: trust({ Service: "ecs-tasks.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": own } }),
    },
    { name },
  ),
);

function isReported(rules: readonly Rule[], type: string, props: Record<string, unknown>): boolean {
  const resource: CheckedResource = checkedResource(type, props, { name: "judged" });
  return validate(rules, [...stack, resource]).some(({ urn }) => urn === resource.urn);
}

function principals(service: string): fc.Arbitrary<object> {
  const accounts = oneOrMany(
    fc.constantFrom("*", own, other, `arn:aws:iam::${own}:root`, `arn:aws:iam::${other}:root`, foreigner.id, ownRole),
  );
  const some = fc.oneof(
    fc.constant("*"),
    accounts.map((AWS) => ({ AWS })),
    oneOrMany(fc.constant(service)).map((Service) => ({ Service })),
    accounts.map((AWS) => ({ AWS, Service: service })),
  );
  return fc.oneof(
    some.map((Principal) => ({ Principal })),
    fc.constantFrom({ NotPrincipal: { AWS: own } }, { NotPrincipal: { AWS: [ownRole] } }),
  );
}

/** A statement for somebody, under a condition that may mean nothing. */
function statement(service: string, what: object, key: string, value: string): fc.Arbitrary<object> {
  return fc
    .tuple(
      principals(service),
      fc.option(condition(key, value), { nil: undefined }),
      fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    )
    .map(([who, Condition, Effect]) => ({ Effect, ...who, ...what, ...(Condition && { Condition }) }));
}

/** What a caller of another account can put into a request: its own account, and nothing that AWS does not pass. */
const contexts: readonly Readonly<Record<string, string>>[] = [
  {},
  { "aws:sourceaccount": other, "aws:sourcearn": `arn:aws:sns:us-east-1:${other}:x`, "aws:principalaccount": other },
];

const documents = [
  {
    title: "a role",
    rules: identityRules,
    type: "aws:iam/role:Role",
    property: "assumeRolePolicy",
    service: "ecs-tasks.amazonaws.com",
    action: "sts:AssumeRole",
    what: { Action: "sts:AssumeRole" },
    key: "aws:SourceAccount",
    value: own,
  },
  {
    title: "a key",
    rules: resourcePoliciesRules,
    type: "aws:kms/key:Key",
    property: "policy",
    service: "logs.us-east-1.amazonaws.com",
    action: "kms:Decrypt",
    what: { Action: ["kms:Decrypt"], Resource: "*" },
    key: "aws:SourceAccount",
    value: own,
  },
  {
    title: "a queue",
    rules: resourcePoliciesRules,
    type: "aws:sqs/queuePolicy:QueuePolicy",
    property: "policy",
    service: "sns.amazonaws.com",
    action: "sqs:SendMessage",
    what: { Action: "sqs:*", Resource: "*" },
    key: "aws:SourceArn",
    value: `arn:aws:sns:us-east-1:${own}:alarms`,
  },
  {
    title: "a bucket",
    rules: bucketsRules,
    type: "aws:s3/bucketPolicy:BucketPolicy",
    property: "policy",
    service: "logging.s3.amazonaws.com",
    action: "s3:GetObject",
    what: { Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" },
    key: "aws:SourceVpce",
    value: "vpce-0123456789abcdef0",
  },
] as const;

describe("access from outside of the account", () => {
  it.each(documents)("to $title is reported, however its policy is written", (row) => {
    const { rules, type, property, service, action, what, key, value } = row;
    const callers: readonly Caller[] = [foreigner, stranger, { kind: "Service", id: service }];
    let dangerous = 0;
    fc.assert(
      fc.property(document(statement(service, what, key, value)), (policy) => {
        const resource = "Resource" in what ? { resource: "arn:aws:s3:::logs/one" } : {};
        const isDangerous = callers.some((caller) =>
          contexts.some((context) => lets(policy, { caller, action, context, ...resource })),
        );
        if (!isDangerous) return;
        dangerous++;
        // The bucket's rule about TLS says something about each of these documents.
        const judges = rules.filter(({ name }) => name !== "bucket-over-tls");
        expect(isReported(judges, type, { [property]: policy })).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(dangerous).toBeGreaterThan(30);
  });

  it("by GitHub is reported, if the token of another repository or branch opens the role", () => {
    const host = "token.actions.githubusercontent.com";
    const provider = `arn:aws:iam::${own}:oidc-provider/${host}`;
    const subject = "repo:owner/name:environment:prod";
    const exact = { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: subject };
    const statements = fc
      .tuple(condition(`${host}:sub`, subject), condition(`${host}:aud`, "sts.amazonaws.com"), fc.boolean())
      .map(([sub, aud, isExact]) => ({
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: isExact ? { ...aud, StringEquals: exact } : { ...aud, ...sub },
      }));
    const others = [
      "repo:owner/name:ref:refs/heads/x",
      "repo:mallory/name:environment:prod",
      "repo:owner/name-x:environment:prod",
    ];
    const action = "sts:AssumeRoleWithWebIdentity";
    const caller: Caller = { kind: "Federated", id: provider };
    fc.assert(
      fc.property(document(statements), (policy) => {
        const isDangerous = others.some((sub) =>
          lets(policy, { caller, action, context: { [`${host}:sub`]: sub, [`${host}:aud`]: "sts.amazonaws.com" } }),
        );
        if (isDangerous) expect(isReported(identityRules, "aws:iam/role:Role", { assumeRolePolicy: policy })).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is not reported for services of this account and for its own roles", () => {
    const named = fc.oneof(
      fc
        .tuple(oneOrMany(fc.constantFrom(own, ownRole, `arn:aws:iam::${own}:root`)), fc.constantFrom({}, { Sid: "Ours" }))
        .map(([AWS, sid]) => ({ ...sid, Effect: "Allow", Principal: { AWS }, Action: "sqs:SendMessage", Resource: "*" })),
      fc
        .tuple(inAnyCase("aws:SourceAccount"), fc.constantFrom("StringEquals", "stringequals", "StringLike"))
        .map(([key, operator]) => ({
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: "*",
          Condition: { [operator]: { [key]: own } },
        })),
    );
    fc.assert(
      fc.property(document(named), (policy) => {
        expect(isReported(resourcePoliciesRules, "aws:sqs/queuePolicy:QueuePolicy", { policy })).toBe(false);
      }),
    );
  });
});
