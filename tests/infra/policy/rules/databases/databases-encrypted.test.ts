import { databasesEncrypted } from "../../../../../infra/policy/rules/databases/databases-encrypted.ts";
import { describeArguments, INSTANCE, NOT_TRUE, values } from "../data/argument-forms.ts";

describeArguments(databasesEncrypted, {
  type: INSTANCE,
  right: { storageEncrypted: true },
  accepted: [{ storageEncrypted: "true" }, { replicateSourceDb: "source" }],
  reported: values("storageEncrypted", NOT_TRUE),
});
