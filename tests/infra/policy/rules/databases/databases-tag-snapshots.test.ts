import { databasesTagSnapshots } from "../../../../../infra/policy/rules/databases/databases-tag-snapshots.ts";
import { describeArguments, INSTANCE, NOT_TRUE, values } from "../data/argument-forms.ts";

describeArguments(databasesTagSnapshots, {
  type: INSTANCE,
  right: { copyTagsToSnapshot: true },
  reported: values("copyTagsToSnapshot", NOT_TRUE),
});
