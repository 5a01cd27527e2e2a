import { oneOf, requireOption } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

const ACTIONS = "aws:elasticbeanstalk:managedactions";

export const environmentManagedUpdates: Rule = {
  name: "environment-managed-updates",
  description: "Elastic Beanstalk installs patches of the platform by itself, in a weekly window.",
  remedy: "Set ManagedActionsEnabled to true, a PreferredStartTime, and the UpdateLevel patch or minor.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ElasticBeanstalk.2"],
  checks: [
    requireOption(ACTIONS, "ManagedActionsEnabled", oneOf("true")),
    requireOption(ACTIONS, "PreferredStartTime", {
      text: 'a time such as "Sun:02:00"',
      fits: (value) => /^(mon|tue|wed|thu|fri|sat|sun):\d{2}:\d{2}$/i.test(value),
    }),
    requireOption(`${ACTIONS}:platformupdate`, "UpdateLevel", oneOf("patch", "minor")),
  ],
};
