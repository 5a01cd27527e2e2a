import { expect, it } from "vitest";
import { snapshotsNotPublic } from "../../../../../infra/policy/rules/account/snapshots-not-public.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  ["block-all-sharing", 0],
  [UNKNOWN, 0],
  ["block-new-sharing", 1],
  ["unblocked", 1],
  [undefined, 1],
])("snapshots-not-public checks the block: %j", (state, count) => {
  const block = checkedResource("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", { state });
  expect(findingsOf(snapshotsNotPublic, block)).toHaveLength(count);
});
