import { cachesMinorVersions } from "../../../../../infra/policy/rules/caches/caches-minor-versions.ts";
import { describeArguments, REDIS, values } from "../data/argument-forms.ts";

describeArguments(cachesMinorVersions, {
  type: REDIS,
  right: { autoMinorVersionUpgrade: true },
  accepted: [{ autoMinorVersionUpgrade: undefined }, { autoMinorVersionUpgrade: "true" }],
  reported: values("autoMinorVersionUpgrade", [false, "false", 0]),
});
