import { trail } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const trailValidated: Rule = {
  name: "trail-validated",
  description: "CloudTrail writes signed digests of its files, so that a change or a deletion is found.",
  remedy: "Set enableLogFileValidation to true.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["CloudTrail.4", "CIS 3.2"],
  checks: [requireValue(trail, "enableLogFileValidation", true)],
};
