import { expect, it } from "vitest";
import { databaseNativeBackupRole } from "../../../../../infra/policy/rules/databases/database-native-backup-role.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const GROUP = "aws:rds/optionGroup:OptionGroup";
const role = checkedResource("aws:iam/role:Role", { arn: "arn:aws:iam::123456789012:role/ours" });
const options = (value: unknown, optionName = "SQLSERVER_BACKUP_RESTORE", name = "IAM_ROLE_ARN") => ({
  options: [UNKNOWN, { optionName: "SQLSERVER_AUDIT" }, { optionName, optionSettings: [UNKNOWN, { name, value }] }],
});

it.each([
  [options("arn:aws:iam::123456789012:role/ours"), 0],
  [options(UNKNOWN), 0],
  [options("x", "TDE"), 0],
  [{ options: UNKNOWN }, 0],
  [{}, 0],
  [options("arn:aws:iam::999999999999:role/theirs"), 1],
  [options("arn:aws:iam::999999999999:role/theirs", "sqlserver_backup_restore", "iam_role_arn"), 1],
  [options(undefined), 1],
])("database-native-backup-role checks %j", (props, count) => {
  expect(findingsOf(databaseNativeBackupRole, checkedResource(GROUP, props), role)).toHaveLength(count);
});

it("database-native-backup-role accepts a role by reference", () => {
  const group = checkedResource(GROUP, options("any"), { propertyDependencies: { options: [role.urn] } });
  expect(findingsOf(databaseNativeBackupRole, group, role)).toEqual([]);
});
