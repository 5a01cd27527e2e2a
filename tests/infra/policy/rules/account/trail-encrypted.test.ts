import { expect, it } from "vitest";
import { trailEncrypted } from "../../../../../infra/policy/rules/account/trail-encrypted.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  ["arn:aws:kms:us-east-1:111122223333:key/k", 0],
  [UNKNOWN, 0],
  [undefined, 1],
  [null, 1],
  ["", 1],
  [" ", 1],
])("trail-encrypted checks the key of a trail: %j", (kmsKeyId, count) => {
  expect(findingsOf(trailEncrypted, checkedResource("aws:cloudtrail/trail:Trail", { kmsKeyId }))).toHaveLength(count);
});
