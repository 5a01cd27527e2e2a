import { describe, expect, it } from "vitest";
import { webAclsBlock } from "../../../../../infra/policy/rules/load-balancing/web-acls-block.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const rule = { name: "known attackers", overrideAction: { none: {} } };
const logging = checkedResource("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", { resourceArn: "arn:acl" });

describe("web-acls-block", () => {
  it.each([
    [{ rules: [rule] }, 0],
    [{ rules: [{ name: "rate", action: { block: {} } }] }, 0],
    [{ rules: UNKNOWN }, 0],
    [{ ruleJson: "[]" }, 0],
    [{ rules: [] }, 1],
    [{}, 1],
    [{ rules: [{ ...rule, overrideAction: { count: {} } }] }, 1],
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
