import { describe, expect, it } from "vitest";
import { environmentOptionsVisible } from "../../../../../infra/policy/rules/beanstalk/environment-options-visible.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT, TEMPLATE } from "./option-forms.ts";

const template = checkedResource(TEMPLATE, { name: "ours" });
const found = (props: Record<string, unknown>, ...others: (typeof template)[]) =>
  findingsOf(environmentOptionsVisible, checkedResource(ENVIRONMENT, props), ...others);

describe("environment-options-visible", () => {
  it("accepts no template, an unknown one, and one of the stack", () => {
    expect(found({})).toEqual([]);
    expect(found({ templateName: "" })).toEqual([]);
    expect(found({ templateName: UNKNOWN })).toEqual([]);
    expect(found({ templateName: "ours" }, template)).toEqual([]);
    const refers = { propertyDependencies: { templateName: [template.urn] } };
    const environment = checkedResource(ENVIRONMENT, { templateName: "any" }, refers);
    expect(findingsOf(environmentOptionsVisible, environment, template)).toEqual([]);
  });

  it("reports a template that is not in the stack", () => {
    expect(found({ templateName: "theirs" })).toEqual([expect.stringContaining("templateName must be")]);
    expect(found({ templateName: "theirs" }, template)).toHaveLength(1);
  });

  it("reports a template with the options of another environment", () => {
    const copied = checkedResource(TEMPLATE, { name: "ours", environmentId: "e-1234567890" });
    expect(findingsOf(environmentOptionsVisible, copied)).toEqual([expect.stringContaining("environmentId must be left out")]);
  });
});
