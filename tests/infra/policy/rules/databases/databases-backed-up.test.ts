import { databasesBackedUp } from "../../../../../infra/policy/rules/databases/databases-backed-up.ts";
import { describeArguments, INSTANCE, values } from "../data/argument-forms.ts";

describeArguments(databasesBackedUp, {
  type: INSTANCE,
  right: { backupRetentionPeriod: 7 },
  accepted: [{ backupRetentionPeriod: 35 }, { backupRetentionPeriod: "14" }],
  reported: values("backupRetentionPeriod", [undefined, null, 0, "0", 6, "6", -1, "seven", "", 7.5, true]),
});
