import { describe, expect, it } from "vitest";
import { HARMLESS_TYPES } from "../../../../../infra/policy/read/harmless-types.ts";
import { PROGRAM_TYPES } from "../../../../../infra/policy/read/program-types.ts";
import { knownResourceTypes } from "../../../../../infra/policy/rules/stack/known-resource-types.ts";
import { rules } from "../../../../../infra/policy/rules.ts";
import { services } from "../../../../../preview/aws/services.ts";
import { deployStack } from "../../../../support/program/deploy-stack.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

const found = (type: string, custom = true) => findingsOf(knownResourceTypes, checkedResource(type, {}, { custom }));
const { resources } = await deployStack("prod");
const checked = new Set(rules.flatMap(({ checks }) => checks.flatMap(({ types }) => types)));
// The preview refuses a type that is not in its services. Plugins of components register others.
const ofProgram = new Set([
  ...services.flatMap(({ types }) => Object.keys(types)),
  ...resources.filter(({ custom }) => custom).map(({ type }) => type),
]);

describe("known-resource-types", () => {
  it.each([
    "aws:rds/cluster:Cluster",
    "aws:secretsmanager/secret:Secret",
    "aws:lambda/permission:Permission",
    "aws:alb/listener:Listener",
    "aws:s3/bucketV2:BucketV2",
    "aws:cloudformation/stack:Stack",
    "aws:cloudformation/stackSet:StackSet",
    "aws:cloudcontrol/resource:Resource",
    "aws:appsync/graphQLApi:GraphQLApi",
    "aws-native:rds:DBInstance",
    "aws:RDS/instance:Instance",
    "AWS:rds/instance:Instance",
    "command:local:Command",
    "command:remote:Command",
    "pulumi-nodejs:dynamic:Resource",
    "pulumi-python:dynamic:Resource",
    "pulumi:pulumi:StackReference",
    "pulumi:providers:aws-native",
    "pulumi:providers:command",
    "pulumi:providers:kubernetes",
    "constructor",
    "toString",
    "",
  ])("reports a resource of the type %j", (type) => {
    expect(found(type)).toEqual([expect.stringContaining(`Found: no rule has judged ${JSON.stringify(type)}.`)]);
  });

  it("reports a component whose children a plugin creates, such as a load balancer that is open by default", () => {
    expect(found("awsx:lb:ApplicationLoadBalancer", false)).toHaveLength(1);
    expect(found("eks:index:Cluster", false)).toHaveLength(1);
  });

  it("reports the provider of another package, which the engine passes like a component", () => {
    expect(found("pulumi:providers:aws-native", false)).toHaveLength(1);
    expect(found("pulumi:providers:aws", false)).toEqual([]);
  });

  it("passes the stack and the program's own components", () => {
    expect(found("pulumi:pulumi:Stack", false)).toEqual([]);
    expect(found("shop:web:Site", false)).toEqual([]);
  });

  it.each([...ofProgram])("passes what the program may register: %s", (type) => {
    expect(found(type)).toEqual([]);
  });
});

describe("the list of the program's types", () => {
  it("has what the program may register, each once and nothing else", () => {
    expect(PROGRAM_TYPES.toSorted()).toEqual([...ofProgram].sort());
  });

  it.each(PROGRAM_TYPES)("has a type that a rule checks, or a reason why there is nothing to check: %s", (type) => {
    // Rules about all types check the region and the tags of a provider.
    if (type === "pulumi:providers:aws") return;
    expect(type in HARMLESS_TYPES).toBe(!checked.has(type));
  });
});

describe("the list of types without checks", () => {
  it.each(Object.entries(HARMLESS_TYPES))("is about a type of the program, and gives a reason: %s", (type, reason) => {
    expect(ofProgram).toContain(type);
    expect(reason).toMatch(/^[A-Z].{8,}\.$/);
  });
});
