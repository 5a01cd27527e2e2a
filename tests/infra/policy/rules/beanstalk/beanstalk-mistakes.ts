import type { Mistake } from "../../mistake.ts";

export const beanstalkMistakes: readonly Mistake[] = [
  [
    "environments-sticky-https",
    "an environment without sticky sessions",
    {
      of: "Environment",
      name: "sm",
      settings: { "aws:elasticbeanstalk:environment:process:default/StickinessEnabled": "false" },
    },
  ],
  [
    "environments-sticky-https",
    "instances with the old metadata service",
    { of: "Environment", name: "ds", settings: { "aws:autoscaling:launchconfiguration/DisableIMDSv1": "false" } },
  ],
];
