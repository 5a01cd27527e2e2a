import { describe, expect, it } from "vitest";
import type { Rule } from "../../../../../infra/policy/rule.ts";
import { fc } from "../../../../support/fast-check.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";

export const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
export const TEMPLATE = "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate";

interface Option {
  /** "namespace/name". */
  readonly option: string;
  /** All options that the rule requires, with allowed values. */
  readonly all: Readonly<Record<string, string>>;
  /** Values of the option that the rule must report. */
  readonly wrong: readonly string[];
  /** The option may be left out. */
  readonly optional?: true;
}

/** Tests what a rule says about one option, in each form in which Beanstalk takes it. */
export function describeOption(rule: Rule, { option, all, wrong, optional }: Option): void {
  const found = (list: unknown, type = ENVIRONMENT) =>
    findingsOf(
      rule,
      checkedResource(type, { settings: list, solutionStackName: "64bit Windows Server 2022 v2.1.0" }, { stack: "prod" }),
    );
  const reported = [expect.stringContaining(`${option} must be`)];
  const [mine] = settings({ [option]: wrong[0] });
  const { namespace = "", name = "" } = mine ?? {};

  describe(`${rule.name}, about ${option},`, () => {
    it("accepts the allowed value, and an unknown one", () => {
      expect(found(settings(all))).toEqual([]);
      expect(found(settings({ ...all, [option]: UNKNOWN }))).toEqual([]);
      expect(found(settings(all), TEMPLATE)).toEqual([]);
    });

    it.each(wrong)("reports the value %j, in a template too", (value) => {
      expect(found(settings({ ...all, [option]: value }))).toEqual(reported);
      expect(found(settings({ ...all, [option]: value }), TEMPLATE)).toEqual(reported);
    });

    it("lets a template leave the option out", () => {
      expect(found([], TEMPLATE)).toEqual([]);
      expect(found(settings({ ...all, [option]: undefined }))).toEqual(optional ? [] : reported);
    });

    it("reports a wrong value between any others, in any case, for one resource too", () => {
      const right = settings(all);
      const cases = (text: string) => fc.constantFrom(text, text.toUpperCase(), ` ${text}`, text.toLowerCase());
      const dangerous = fc.record({
        namespace: cases(namespace),
        name: cases(name),
        value: fc.constantFrom(...wrong),
        resource: fc.constantFrom(undefined, "", "schedule"),
      });
      const others = fc.shuffledSubarray([...right, ...right, UNKNOWN], { minLength: right.length * 2 });
      fc.assert(
        fc.property(others, dangerous, fc.nat(), (list, setting, at) => {
          const whole = list.toSpliced(at % (list.length + 1), 0, setting);
          expect(found(whole)).toEqual(reported);
        }),
        { numRuns: 25 },
      );
    });

    it.skipIf(optional)("does not take another option's spelling, or a value for one resource, for the value", () => {
      const rest = settings({ ...all, [option]: undefined });
      const value = all[option];
      expect(found([...rest, { namespace, name: name.toUpperCase(), value }])).toEqual(reported);
      expect(found([...rest, { namespace, name, value, resource: "schedule" }])).toEqual(reported);
    });
  });
}
