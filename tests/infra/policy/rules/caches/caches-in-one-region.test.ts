import { cachesInOneRegion } from "../../../../../infra/policy/rules/caches/caches-in-one-region.ts";
import { describeArguments, REDIS, values } from "../data/argument-forms.ts";

describeArguments(cachesInOneRegion, {
  type: REDIS,
  right: { globalReplicationGroupId: undefined },
  accepted: [{ globalReplicationGroupId: "" }],
  reported: values("globalReplicationGroupId", ["global"]),
});
