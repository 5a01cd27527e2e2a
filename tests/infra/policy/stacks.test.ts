import { describe, expect, it } from "vitest";
import { openReview } from "../../../infra/policy/pack.ts";
import type { CheckedResource } from "../../../infra/policy/rule.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { readStackConfig } from "../../../preview/engine/stack-config.ts";
import { checkedResources } from "../../../preview/model/policy-report.ts";
import program from "../../../stacks/index.ts";
import { deploy } from "../../support/program/deploy.ts";
import { type Mistake, withMistake } from "./mistake.ts";
import { beanstalkMistakes } from "./rules/beanstalk/beanstalk-mistakes.ts";
import { bucketsMistakes } from "./rules/buckets/buckets-mistakes.ts";
import { containersMistakes } from "./rules/containers/containers-mistakes.ts";
import { dataMistakes } from "./rules/data/data-mistakes.ts";
import { identityMistakes } from "./rules/identity/identity-mistakes.ts";
import { loadBalancingMistakes } from "./rules/load-balancing/load-balancing-mistakes.ts";
import { networkMistakes } from "./rules/network/network-mistakes.ts";
import { resourcePoliciesMistakes } from "./rules/resource-policies/resource-policies-mistakes.ts";
import { secretsMistakes } from "./rules/secrets/secrets-mistakes.ts";
import { stackMistakes } from "./rules/stack/stack-mistakes.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;

/** The resources of the stack with its committed settings and with all that a setting can add, in the form that the rules check. */
async function resourcesOf(stack: string): Promise<CheckedResource[]> {
  const { config, secretKeys } = readStackConfig(ROOT, stack);
  const more = { "xmpro:installerHost": "on" };
  return checkedResources((await deploy(program, { stack, config: { ...config, ...more }, secretKeys })).resources);
}

const mistakes: readonly Mistake[] = [
  ...beanstalkMistakes,
  ...bucketsMistakes,
  ...containersMistakes,
  ...dataMistakes,
  ...identityMistakes,
  ...loadBalancingMistakes,
  ...networkMistakes,
  ...resourcePoliciesMistakes,
  ...secretsMistakes,
  ...stackMistakes,
];

describe("a committed stack", async () => {
  const prod = await resourcesOf("prod");

  it.each(["nonprod", "prod"])("violates no rule that it is not exempt from, and needs all its exemptions: %s", async (stack) => {
    expect(validate(rules, await resourcesOf(stack), openReview())).toEqual([]);
  });

  it.each(mistakes)("violates only %s with this mistake: %s", (rule, _, change) => {
    const broken = validate(rules, withMistake(prod, change), openReview()).map((violation) => violation.rule);
    // A mistake may take away what an exemption is about.
    expect([...new Set(broken)].filter((name) => name !== "exemptions")).toEqual([rule]);
  });

  it("is tested with at least one mistake for each rule", () => {
    expect(new Set(mistakes.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
  });
});
