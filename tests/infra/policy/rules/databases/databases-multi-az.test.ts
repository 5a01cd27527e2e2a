import { databasesMultiAz } from "../../../../../infra/policy/rules/databases/databases-multi-az.ts";
import { describeArguments, INSTANCE, NOT_TRUE, values } from "../data/argument-forms.ts";

describeArguments(databasesMultiAz, {
  type: INSTANCE,
  right: { multiAz: true },
  reported: values("multiAz", NOT_TRUE),
  prodOnly: true,
});
