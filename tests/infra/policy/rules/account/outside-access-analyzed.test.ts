import { expect, it } from "vitest";
import { outsideAccessAnalyzed } from "../../../../../infra/policy/rules/account/outside-access-analyzed.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  ["ACCOUNT", 0],
  ["ORGANIZATION", 0],
  [undefined, 0],
  [UNKNOWN, 0],
  ["ACCOUNT_UNUSED_ACCESS", 1],
  ["ACCOUNT_INTERNAL_ACCESS", 1],
  ["ORGANIZATION_UNUSED_ACCESS", 1],
])("outside-access-analyzed checks an analyzer: %j", (type, count) => {
  expect(findingsOf(outsideAccessAnalyzed, checkedResource("aws:accessanalyzer/analyzer:Analyzer", { type }))).toHaveLength(
    count,
  );
});
