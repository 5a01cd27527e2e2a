import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { bucketsRules } from "../../../../../infra/policy/rules/buckets/buckets-rules.ts";
import { identityRules } from "../../../../../infra/policy/rules/identity/identity-rules.ts";
import { resourcePoliciesRules } from "../../../../../infra/policy/rules/resource-policies/resource-policies-rules.ts";
import { validate } from "../../../../../infra/policy/validate.ts";
import { checkedResources } from "../../../../../preview/model/policy-report.ts";
import type { StackName } from "../../../../../stacks/settings/domain.ts";
import { fc } from "../../../../support/fast-check.ts";
import { deployStack } from "../../../../support/program/deploy-stack.ts";

const rules = [...identityRules, ...bucketsRules, ...resourcePoliciesRules];
/** What an advisory rule says about the program is exempt by name, and so is the S3 endpoint, which has no document. */
const mandatory = rules.filter(
  ({ enforcementLevel, name }) => enforcementLevel === "mandatory" && name !== "endpoints-have-policies",
);

const EVERYTHING_ON = {
  installerHost: "on",
  mail: "ses",
  webAcl: "on",
  sqlNativeBackup: "on",
  sqlBackupRegion: "us-west-2",
  relayVpcEndpoints: true,
};
const FOREIGN_IMAGE = {
  relayImage: `123456789012.dkr.ecr.us-east-1.amazonaws.com/relay@sha256:${"0123456789abcdef".repeat(4)}`,
  relayMarketplace: true,
};
const EXISTING_VPC = {
  vpcId: "vpc-0123456789abcdef0",
  publicSubnetIds: ["subnet-11111111", "subnet-22222222"],
  privateSubnetIds: ["subnet-33333333", "subnet-44444444"],
  isolatedSubnetIds: ["subnet-55555555", "subnet-66666666"],
  s3EndpointId: "vpce-0123456789abcdef0",
  relaySubnetIds: ["subnet-aaaaaaaa", "subnet-bbbbbbbb"],
};

const variants: readonly (readonly [title: string, stack: StackName, settings: Readonly<Record<string, unknown>>])[] = [
  ["prod with all that a setting adds", "prod", EVERYTHING_ON],
  ["nonprod with all that a setting adds", "nonprod", { ...EVERYTHING_ON, relayExec: true }],
  ["prod with an image of the Marketplace", "prod", FOREIGN_IMAGE],
  ["nonprod without the relay, with an older login for mail", "nonprod", { relayEnabled: false, mail: "ses", sesKeyVersion: 2 }],
  ["nonprod in an existing VPC", "nonprod", EXISTING_VPC],
];

const DOCUMENTS = ["policy", "assumeRolePolicy"];

type Json = Readonly<Record<string, unknown>>;

/** Where the stack has a document of IAM. */
function documentsIn(resources: readonly CheckedResource[]) {
  return resources.flatMap((resource, at) =>
    DOCUMENTS.map((property) => ({ at, property, text: String(resource.props[property]) })).filter(({ text }) =>
      text.includes('"Statement"'),
    ),
  );
}

/** A document that allows the same or less: in another form, with one action less, for one resource less, on one more condition. */
function narrowed(text: string): fc.Arbitrary<unknown> {
  const { Statement } = JSON.parse(text) as { Statement: Json[] };
  const less = (value: unknown) =>
    Array.isArray(value)
      ? fc.oneof(
          fc.constant(value),
          fc.nat(value.length - 1).map((at) => (value.length > 1 ? value.filter((_, index) => index !== at) : value[0])),
        )
      : fc.constantFrom(value, [value]);
  const statement = (one: Json): fc.Arbitrary<Json> => {
    if (one.Effect === "Deny") return fc.constant(one);
    const extra = fc.constantFrom(
      {},
      { Bool: { "aws:SecureTransport": "true" } },
      { StringNotEquals: { "aws:PrincipalTag/team": "x" } },
    );
    return fc
      .tuple(less(one.Action), one.Resource === undefined ? fc.constant(undefined) : less(one.Resource), extra, fc.boolean())
      .map(([Action, Resource, more, named]) => {
        const { Sid, ...rest } = one;
        return {
          ...(named && Sid !== undefined && { Sid }),
          ...rest,
          Action,
          ...(Resource !== undefined && { Resource }),
          Condition: { ...(one.Condition as Json), ...more },
        };
      });
  };
  const deny = {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Principal: "*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  return fc
    .tuple(fc.tuple(...Statement.map(statement)), fc.boolean(), fc.boolean(), fc.boolean())
    .map(([statements, denies, alone, asText]) => {
      const all = denies ? [...statements, deny] : statements;
      const whole = { Version: "2012-10-17", Statement: alone && all.length === 1 ? all[0] : all };
      return asText ? JSON.stringify(whole) : whole;
    });
}

describe.each(variants)("the program: %s", (_, stack, settings) => {
  it("has no document that a rule refuses", async () => {
    const resources = checkedResources((await deployStack(stack, settings)).resources);
    expect(validate(mandatory, resources)).toEqual([]);
  });

  it("may narrow each of its documents, and write it in another form", async () => {
    const resources = checkedResources((await deployStack(stack, settings)).resources);
    const documents = documentsIn(resources);
    // Only these resources have documents, or decide what one is for.
    const judged = resources.filter(({ type }) => /^aws:(iam|kms|s3|sns|sqs|ecs|rds|elasticbeanstalk|ec2)\//.test(type));
    expect(documents.length).toBeGreaterThan(10);
    await fc.assert(
      fc.property(
        fc
          .constantFrom(...documents)
          .chain(({ at, property, text }) => narrowed(text).map((document) => ({ at, property, document }))),
        ({ at, property, document }) => {
          const changed = { ...(resources[at] as CheckedResource) };
          const others = judged.filter(({ urn }) => urn !== changed.urn);
          expect(validate(mandatory, [...others, { ...changed, props: { ...changed.props, [property]: document } }])).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
