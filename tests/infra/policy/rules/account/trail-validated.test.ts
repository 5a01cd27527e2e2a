import { expect, it } from "vitest";
import { trailValidated } from "../../../../../infra/policy/rules/account/trail-validated.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  [true, 0],
  ["true", 0],
  [UNKNOWN, 0],
  [false, 1],
  ["false", 1],
  [undefined, 1],
  [null, 1],
])("trail-validated checks the digests of a trail: %j", (enableLogFileValidation, count) => {
  expect(findingsOf(trailValidated, checkedResource("aws:cloudtrail/trail:Trail", { enableLogFileValidation }))).toHaveLength(
    count,
  );
});
