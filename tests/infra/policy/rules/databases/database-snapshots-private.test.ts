import { expect, it } from "vitest";
import { databaseSnapshotsPrivate } from "../../../../../infra/policy/rules/databases/database-snapshots-private.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  [undefined, 0],
  [null, 0],
  [[], 0],
  [UNKNOWN, 0],
  [["all"], 1],
  ["all", 1],
  [["123456789012"], 1],
  [[UNKNOWN], 1],
])("database-snapshots-private checks a snapshot, and a copy of one, that is shared with %j", (sharedAccounts, count) => {
  for (const type of ["aws:rds/snapshot:Snapshot", "aws:rds/snapshotCopy:SnapshotCopy"]) {
    expect(findingsOf(databaseSnapshotsPrivate, checkedResource(type, { sharedAccounts }))).toHaveLength(count);
  }
});
