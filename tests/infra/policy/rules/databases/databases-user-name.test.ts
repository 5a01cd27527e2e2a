import { expect, it } from "vitest";
import { databasesUserName } from "../../../../../infra/policy/rules/databases/databases-user-name.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { describeArguments, INSTANCE, values } from "../data/argument-forms.ts";

describeArguments(databasesUserName, {
  type: INSTANCE,
  right: { username: "xmpro" },
  accepted: [
    { username: undefined, snapshotIdentifier: "last" },
    { username: undefined, replicateSourceDb: "source" },
  ],
  reported: values("username", [undefined, null, "", "sa", "SA", "Admin", " admin", "root", "postgres", "dbo", 0]),
});

it("databases-user-name reports a default name, even with a snapshot", () => {
  const restored = checkedResource(INSTANCE, { username: "admin", snapshotIdentifier: "last" });
  expect(findingsOf(databasesUserName, restored)).toHaveLength(1);
});
