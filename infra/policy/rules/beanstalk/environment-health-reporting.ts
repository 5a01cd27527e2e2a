import { limitOption, oneOf, requireOption } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

const HEALTH = "aws:elasticbeanstalk:healthreporting:system";

export const environmentHealthReporting: Rule = {
  name: "environment-health-reporting",
  description: "Environments report the health of each instance, and only to callers with credentials.",
  remedy: "Set SystemType to enhanced, and leave EnhancedHealthAuthEnabled on.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: ["ElasticBeanstalk.1"],
  checks: [
    requireOption(HEALTH, "SystemType", oneOf("enhanced")),
    limitOption(HEALTH, "EnhancedHealthAuthEnabled", oneOf("true")),
  ],
};
