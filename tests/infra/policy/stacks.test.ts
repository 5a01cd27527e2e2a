import { describe, expect, it } from "vitest";
import { openReview } from "../../../infra/policy/pack.ts";
import { PROGRAM_TYPES } from "../../../infra/policy/read/program-types.ts";
import type { Check, CheckedResource, Rule } from "../../../infra/policy/rule.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { readStackConfig } from "../../../preview/engine/stack-config.ts";
import { checkedResources } from "../../../preview/model/policy-report.ts";
import program from "../../../stacks/index.ts";
import { accountOf, deploy } from "../../support/program/deploy.ts";
import { UNKNOWN } from "./checked-resource.ts";
import { type Mistake, withMistake } from "./mistake.ts";
import { previewed, rememberingCloud, throughGuard, withUnknownLists } from "./previewed.ts";
import { accountMistakes } from "./rules/account/account-mistakes.ts";
import { beanstalkMistakes } from "./rules/beanstalk/beanstalk-mistakes.ts";
import { bucketsMistakes } from "./rules/buckets/buckets-mistakes.ts";
import { containersMistakes } from "./rules/containers/containers-mistakes.ts";
import { dataMistakes } from "./rules/data/data-mistakes.ts";
import { dnsMistakes } from "./rules/dns/dns-mistakes.ts";
import { identityMistakes } from "./rules/identity/identity-mistakes.ts";
import { instancesMistakes } from "./rules/instances/instances-mistakes.ts";
import { loadBalancingMistakes } from "./rules/load-balancing/load-balancing-mistakes.ts";
import { networkMistakes } from "./rules/network/network-mistakes.ts";
import { resourcePoliciesMistakes } from "./rules/resource-policies/resource-policies-mistakes.ts";
import { secretsMistakes } from "./rules/secrets/secrets-mistakes.ts";
import { securityGroupsMistakes } from "./rules/security-groups/security-groups-mistakes.ts";
import { stackMistakes } from "./rules/stack/stack-mistakes.ts";

/**
 * Mistakes that a preview shows in part only, as the rest is a value of AWS. The deployment reports them. Which group or subnet a
 * list means is such a value where the references of the arguments do not say it: these mistakes change an id, and not the
 * reference. The text of a policy is another, where it has the ARN of a new bucket.
 */
const REPORTED_AT_THE_END: readonly string[] = [
  "a bucket that is public by the argument of the bucket",
  "a bucket that everybody behind somebody else's endpoint reads",
  "a user with permissions of its own",
  "a load balancer that reaches SQL Server",
  "instances that another product's load balancer reaches",
  "a database in the group of instances",
  "a database in a group of somebody else",
  "an environment whose load balancer has a second group of somebody else",
  "a database in the subnets of the load balancers",
  "a load balancer in one zone",
];

/** The same resources as if another stack had them. */
function asStack(stack: string, resources: readonly CheckedResource[]): CheckedResource[] {
  return JSON.parse(JSON.stringify(resources).replaceAll("urn:pulumi:prod::", `urn:pulumi:${stack}::`));
}

const ROOT = new URL("../../..", import.meta.url).pathname;

/** The resources of the stack with its committed settings and with all that a setting can add, in the form that the rules check. */
async function resourcesOf(stack: string) {
  const { config, secretKeys } = readStackConfig(ROOT, stack);
  const more = { "xmpro:installerHost": "on", "xmpro:accountBaseline": "on", "xmpro:accountBudget": "3000" };
  const { cloud, onlyAws } = rememberingCloud(accountOf(config));
  const run = await deploy(program, { stack, config: { ...config, ...more }, secretKeys, cloud });
  return { resources: checkedResources(run.resources), onlyAws };
}

const rulesBroken = (resources: readonly CheckedResource[], all: readonly Rule[] = rules) => [
  ...new Set(validate(all, resources, openReview()).map(({ rule }) => rule)),
];

const withChecks = (kind: Check["kind"]): readonly Rule[] =>
  rules.map((rule) => ({ ...rule, checks: rule.checks.filter((check) => check.kind === kind) }));
const [ofResource, ofStack] = [withChecks("resource"), withChecks("stack")];

/** The rules that a changed prod violates. A check of one resource says of an unchanged one what it said before: nothing. */
function rulesBrokenBy(changed: readonly CheckedResource[]): string[] {
  const unchanged = new Set(prod);
  const others = changed.filter((resource) => !unchanged.has(resource));
  return [...new Set([...rulesBroken(changed, ofStack), ...rulesBroken(others, ofResource)])];
}

const mistakes: readonly Mistake[] = [
  ...accountMistakes,
  ...beanstalkMistakes,
  ...bucketsMistakes,
  ...containersMistakes,
  ...dataMistakes,
  ...dnsMistakes,
  ...identityMistakes,
  ...instancesMistakes,
  ...loadBalancingMistakes,
  ...networkMistakes,
  ...securityGroupsMistakes,
  ...resourcePoliciesMistakes,
  ...secretsMistakes,
  ...stackMistakes,
];

const { resources: prod, onlyAws } = await resourcesOf("prod");
const nonprod = await resourcesOf("nonprod");

describe("a committed stack", () => {
  it.each([
    ["nonprod", nonprod.resources],
    ["prod", prod],
  ])("violates no rule that it is not exempt from, and needs all its exemptions: %s", (_, resources) => {
    expect(validate(rules, resources, openReview())).toEqual([]);
    expect(validate(rules, throughGuard(resources), openReview())).toEqual([]);
  });

  it.each(mistakes)("violates only %s with this mistake: %s", (rule, _, change) => {
    // Half of the rules and a part of the stack need no exemption, and a mistake may take away what one is about.
    const broken = rulesBrokenBy(withMistake(prod, change)).filter((name) => name !== "exemptions");
    // A type that the program does not have is a second finding, whatever its arguments.
    const isOther = change.extra !== undefined && !PROGRAM_TYPES.includes(change.extra.type);
    expect(broken.sort()).toEqual([...new Set([rule, ...(isOther ? ["known-resource-types"] : [])])].sort());
  });

  it("is tested with at least one mistake for each rule", () => {
    expect(new Set(mistakes.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
  });
});

describe("a preview, which does not know what only AWS knows,", () => {
  it.each([
    ["nonprod", nonprod.resources, nonprod.onlyAws],
    ["prod", prod, onlyAws],
  ])("violates no rule and stops no check: %s", (_, resources, unknown) => {
    const masked = previewed(resources, unknown);
    expect(JSON.stringify(masked).split(UNKNOWN).length).toBeGreaterThan(400);
    expect(rulesBroken(throughGuard(masked))).toEqual([]);
    expect(rulesBroken(throughGuard(withUnknownLists(masked)))).toEqual([]);
  });

  const seen = previewed(prod, onlyAws);

  it.each(mistakes)("violates %s all the same with this mistake, if it shows at all: %s", (name, mistake, change) => {
    const withIt = previewed(withMistake(prod, change), onlyAws);
    if (isHidden(withIt, seen) || REPORTED_AT_THE_END.includes(mistake)) return;
    expect(rulesBroken(throughGuard(withIt), only(name))).toEqual([name]);
  });

  it("hides few mistakes", () => {
    const hidden = mistakes.filter(([, , change]) => isHidden(previewed(withMistake(prod, change), onlyAws), seen));
    expect(hidden.length).toBeLessThan(mistakes.length / 5);
  });
});

describe("production", () => {
  // A stack has a limit of cost of its own, and that of production is higher.
  const comparable = mistakes.filter(([rule]) => rule !== "monthly-cost");

  it.each(comparable)("must have all that non-production must have: %s with this mistake: %s", (name, _, change) => {
    const resources = withMistake(prod, change);
    const elsewhere = validate(only(name), asStack("nonprod", resources)).map(({ message }) => message);
    const here = validate(only(name), resources).map(({ message }) => message);
    expect(here).not.toEqual([]);
    expect(here).toEqual(expect.arrayContaining(elsewhere));
  });
});

const only = (name: string) => rules.filter((rule) => rule.name === name);

/** True if a preview does not show the mistake: its only value is one that AWS knows alone. The deployment reports it. */
function isHidden(withIt: readonly CheckedResource[], without: readonly CheckedResource[]): boolean {
  const before = new Set(without);
  const others = withIt.filter((resource) => !before.has(resource));
  if (others.length === 0) return false;
  const texts = new Set(without.map((resource) => JSON.stringify(resource)));
  return others.every((resource) => texts.has(JSON.stringify(resource)));
}
