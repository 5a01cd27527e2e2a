import { describe, expect, it } from "vitest";
import type { Rule } from "../../../../../infra/policy/rule.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

type Props = Readonly<Record<string, unknown>>;

interface Cases {
  readonly type: string;
  /** Arguments with which the rule accepts the resource. */
  readonly right: Props;
  readonly accepted?: readonly Props[];
  readonly reported: readonly (readonly [change: Props, text: string])[];
  /** The rule checks the stack prod only. */
  readonly prodOnly?: true;
}

/** Tests what a rule says about the arguments of one resource, each of them also while all others are unknown. */
export function describeArguments(rule: Rule, { type, right, accepted = [], reported, prodOnly }: Cases): void {
  const found = (props: Props, stack = "prod") =>
    findingsOf(rule, checkedResource(type, { ...props }, { stack, opts: { protect: true } }));

  describe(`${rule.name}, about ${type},`, () => {
    it.each([{}, ...accepted])("accepts %j", (change) => {
      expect(found({ ...right, ...change })).toEqual([]);
    });

    it.each(Object.keys(right))("accepts %s while it is unknown", (property) => {
      expect(found({ ...right, [property]: UNKNOWN })).toEqual([]);
    });

    it.each(reported)("reports %j", (change, text) => {
      expect(found({ ...right, ...change })).toEqual([expect.stringContaining(text)]);
      expect(found({ ...right, ...change }, "nonprod")).toHaveLength(prodOnly ? 0 : 1);
    });

    it.each(reported)("reports %j while everything else is unknown", (change, text) => {
      const unknown = Object.fromEntries(Object.keys(right).map((property) => [property, UNKNOWN]));
      expect(found({ ...unknown, ...change })).toEqual([expect.stringContaining(text)]);
    });
  });
}

/** Each value of an argument, with the text that the finding contains. */
export function values(property: string, list: readonly unknown[], text = `${property} must be`) {
  return list.map((value) => [{ [property]: value }, text] as const);
}

/** What is not true, in each form. */
export const NOT_TRUE: readonly unknown[] = [undefined, false, null, 0, "false", "", "no"];
/** What is not off, in each form. */
export const NOT_OFF: readonly unknown[] = [true, "true", "TRUE", 1, "yes"];

export const INSTANCE = "aws:rds/instance:Instance";
export const REDIS = "aws:elasticache/replicationGroup:ReplicationGroup";
export const SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache";
