import { oneOf, requireOption } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

export const environmentMetadataToken: Rule = {
  name: "environment-metadata-token",
  description:
    "Instances of an environment give their credentials only to requests with a token (IMDSv2), and come from a launch template.",
  remedy: "Set DisableIMDSv1 to true.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.170", "AutoScaling.9"],
  checks: [requireOption("aws:autoscaling:launchconfiguration", "DisableIMDSv1", oneOf("true"))],
};
