import { guardDutyDetector } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const guarddutyOn: Rule = {
  name: "guardduty-on",
  description: "GuardDuty is on: its detector is not suspended.",
  remedy: "Set enable to true.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["GuardDuty.1"],
  checks: [
    // On is the provider's default.
    onResource(guardDutyDetector, ({ enable }) =>
      enable === undefined || !isOff(enable) ? undefined : `enable must be true, got ${quote(enable)}`,
    ),
  ],
};
