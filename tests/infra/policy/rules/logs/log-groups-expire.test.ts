import { expect, it } from "vitest";
import { logGroupsExpire } from "../../../../../infra/policy/rules/logs/log-groups-expire.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  ["nonprod", 1, true],
  ["nonprod", "30", true],
  ["nonprod", UNKNOWN, true],
  ["nonprod", 0, false],
  ["nonprod", "0", false],
  ["nonprod", undefined, false],
  ["nonprod", -1, false],
  ["prod", 365, true],
  ["prod", "3653", true],
  ["prod", 364, false],
  ["prod", 0, false],
])("log-groups-expire checks a log group of %s that keeps logs for %s days", (stack, retentionInDays, isRight) => {
  const group = checkedResource("aws:cloudwatch/logGroup:LogGroup", { retentionInDays }, { stack });
  expect(findingsOf(logGroupsExpire, group).length === 0).toBe(isRight);
});
