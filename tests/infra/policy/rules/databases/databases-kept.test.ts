import { databasesKept } from "../../../../../infra/policy/rules/databases/databases-kept.ts";
import { describeArguments, INSTANCE, NOT_OFF, NOT_TRUE, values } from "../data/argument-forms.ts";

describeArguments(databasesKept, {
  type: INSTANCE,
  right: {
    deletionProtection: true,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: "database-final",
    deleteAutomatedBackups: false,
  },
  accepted: [{ skipFinalSnapshot: undefined }, { deletionProtection: "true", deleteAutomatedBackups: "false" }],
  reported: [
    ...values("deletionProtection", NOT_TRUE),
    ...values("skipFinalSnapshot", NOT_OFF),
    ...values("finalSnapshotIdentifier", [undefined, null, ""]),
    ...values("deleteAutomatedBackups", [undefined, true, "true", 1, null]),
  ],
  prodOnly: true,
});
