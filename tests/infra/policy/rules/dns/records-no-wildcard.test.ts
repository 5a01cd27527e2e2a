import { describe, expect, it } from "vitest";
import { recordsNoWildcard } from "../../../../../infra/policy/rules/dns/records-no-wildcard.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

describe("records-no-wildcard", () => {
  it.each([
    ["sm.example.com", 0],
    ["_1abc.sm.example.com", 0],
    [UNKNOWN, 0],
    ["*.example.com", 1],
    [" *.example.com.", 1],
    ["\\052.example.com", 1],
    ["*", 1],
  ])("checks the name %s", (name, count) => {
    expect(findingsOf(recordsNoWildcard, checkedResource("aws:route53/record:Record", { name, type: "A" }))).toHaveLength(count);
  });
});
