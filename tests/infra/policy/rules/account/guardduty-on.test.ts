import { expect, it } from "vitest";
import { guarddutyOn } from "../../../../../infra/policy/rules/account/guardduty-on.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  [true, 0],
  [undefined, 0],
  [UNKNOWN, 0],
  [false, 1],
  ["false", 1],
  ["False", 1],
])("guardduty-on checks a detector: %j", (enable, count) => {
  expect(findingsOf(guarddutyOn, checkedResource("aws:guardduty/detector:Detector", { enable }))).toHaveLength(count);
});
