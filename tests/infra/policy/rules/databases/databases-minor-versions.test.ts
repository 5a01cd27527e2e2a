import { databasesMinorVersions } from "../../../../../infra/policy/rules/databases/databases-minor-versions.ts";
import { describeArguments, INSTANCE, values } from "../data/argument-forms.ts";

describeArguments(databasesMinorVersions, {
  type: INSTANCE,
  right: { autoMinorVersionUpgrade: true },
  accepted: [{ autoMinorVersionUpgrade: undefined }, { autoMinorVersionUpgrade: "true" }],
  reported: values("autoMinorVersionUpgrade", [false, "false", 0, ""]),
});
