import { describe, expect, it } from "vitest";
import { beanstalkRules } from "../../../../../infra/policy/rules/beanstalk/beanstalk-rules.ts";
import { environmentSecretsByReference } from "../../../../../infra/policy/rules/secrets/environment-secrets-by-reference.ts";
import { validate } from "../../../../../infra/policy/validate.ts";
import { checkedResources } from "../../../../../preview/model/policy-report.ts";
import { fc } from "../../../../support/fast-check.ts";
import { deployStack } from "../../../../support/program/deploy-stack.ts";
import { UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT } from "./option-forms.ts";

const RULES = [...beanstalkRules, environmentSecretsByReference];
const HARMLESS = [
  UNKNOWN,
  { namespace: UNKNOWN, name: "a", value: "b" },
  { namespace: "aws:elasticbeanstalk:application:environment", name: "HOST", value: "sm.example.com" },
  { namespace: "aws:elasticbeanstalk:application:environment", name: "REGION", value: "us-east-1" },
  { namespace: "aws:elasticbeanstalk:command", name: "BatchSize", value: "1" },
  { namespace: "aws:autoscaling:asg", name: "Cooldown", value: "360" },
];

describe.each(["prod", "nonprod"] as const)("the options of the program's environments in %s", async (stack) => {
  const resources = checkedResources((await deployStack(stack)).resources);
  const own = resources.filter(({ type }) => type === ENVIRONMENT);

  it("break no rule in any order, given twice, or with harmless ones between them", () => {
    expect(own).toHaveLength(3);
    const cases = fc.constantFrom(...own).chain((environment) => {
      const settings = environment.props.settings as unknown[];
      const all = [...settings, ...HARMLESS];
      return fc.tuple(fc.constant(environment), fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all));
    });
    fc.assert(
      fc.property(cases, ([environment, list, again]) => {
        const changed = { ...environment, props: { ...environment.props, settings: [...again, ...list] } };
        expect(validate(RULES, [changed])).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
