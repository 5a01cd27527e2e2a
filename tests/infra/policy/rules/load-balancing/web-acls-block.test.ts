import { describe, expect, it } from "vitest";
import { webAclsBlock } from "../../../../../infra/policy/rules/load-balancing/web-acls-block.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const rule = { name: "known attackers", overrideAction: { none: {} } };
const logging = checkedResource("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", { resourceArn: "arn:acl" });

const json = (...rules: object[]) => JSON.stringify(rules);

describe("web-acls-block", () => {
  it.each([
    [{ rules: [rule] }, 0],
    [{ rules: [{ name: "rate", action: { block: {} } }] }, 0],
    [{ rules: UNKNOWN }, 0],
    [{ ruleJson: json({ Name: "rate", Action: { Block: {} } }) }, 0],
    [{ ruleJson: json({ Name: "group", OverrideAction: { None: {} } }) }, 0],
    [{ ruleJson: UNKNOWN }, 0],
    [{ rules: [{ name: "bots", action: { challenge: {} } }] }, 0],
    [{ rules: [{ name: "office", action: { allow: {} } }], defaultAction: { block: {} } }, 0],
    [{ rules: [{ name: "hidden", action: UNKNOWN }] }, 0],
    [{ rules: [rule, { name: "rate", action: { count: undefined, block: {} } }] }, 0],
    [{ ruleJson: "[]" }, 1],
    [{ ruleJson: "[" }, 1],
    [{ ruleJson: "{}" }, 1],
    [{ ruleJson: json({ Name: "rate", Action: { Count: {} } }) }, 2],
    [{ ruleJson: json({ Name: "all", Action: { Allow: {} } }) }, 2],
    [{ ruleJson: json({ Name: "rate", Action: { Block: {} } }, { Name: "group", OverrideAction: { Count: {} } }) }, 1],
    [{ rules: [{ name: "all", action: { allow: {} } }] }, 2],
    [{ rules: [{ name: "all", action: { allow: {} } }, rule] }, 1],
    [{ rules: [], defaultAction: { block: {} } }, 1],
    [{ rules: [] }, 1],
    [{}, 1],
    [{ rules: [{ ...rule, overrideAction: { count: {} } }] }, 2],
    [{ rules: [rule, { ...rule, overrideAction: { count: {} } }] }, 1],
    [{ rules: [UNKNOWN, { name: "rate", action: { count: {} } }] }, 1],
  ])("checks a web ACL with %j", (props, count) => {
    expect(
      findingsOf(webAclsBlock, checkedResource("aws:wafv2/webAcl:WebAcl", { arn: "arn:acl", ...props }), logging),
    ).toHaveLength(count);
  });

  it("reports a web ACL without a log", () => {
    const acl = checkedResource("aws:wafv2/webAcl:WebAcl", { arn: "arn:acl", rules: [rule] });
    expect(findingsOf(webAclsBlock, acl)).toEqual([expect.stringContaining("WebAclLoggingConfiguration, got none")]);
    expect(findingsOf(webAclsBlock, acl, { ...logging, props: { resourceArn: "arn:other" } })).toHaveLength(1);
  });
});
