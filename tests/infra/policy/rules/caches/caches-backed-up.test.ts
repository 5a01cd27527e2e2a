import { cachesBackedUp } from "../../../../../infra/policy/rules/caches/caches-backed-up.ts";
import { describeArguments, REDIS, SERVERLESS, values } from "../data/argument-forms.ts";

describeArguments(cachesBackedUp, {
  type: REDIS,
  right: { snapshotRetentionLimit: 1 },
  accepted: [{ snapshotRetentionLimit: "7" }],
  reported: values("snapshotRetentionLimit", [undefined, null, 0, "0", "", true]),
});

describeArguments(cachesBackedUp, {
  type: SERVERLESS,
  right: { snapshotRetentionLimit: 1 },
  accepted: [{ snapshotRetentionLimit: "7" }],
  reported: values("snapshotRetentionLimit", [undefined, null, 0, "0", "", true]),
});
