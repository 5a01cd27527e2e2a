import { limitOption, oneOf, requireOption } from "../../checks/option-checks.ts";
import { inProd } from "../../in-prod.ts";
import { wholeNumber } from "../../read/scalars.ts";
import type { Rule } from "../../rule.ts";

const LOGS = "aws:elasticbeanstalk:cloudwatch:logs";
const HEALTH = "aws:elasticbeanstalk:cloudwatch:logs:health";

const daysFrom = (days: number) => ({
  text: `at least ${days}`,
  fits: (value: string) => (wholeNumber(value) ?? 0) >= days,
});

export const environmentLogsKept: Rule = {
  name: "environment-logs-kept",
  description:
    "Environments send their logs to CloudWatch for a time that is set. In production for a year, also after the environment is gone.",
  remedy: "Set StreamLogs to true, RetentionInDays, and in the stack prod DeleteOnTerminate to false.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: ["ElasticBeanstalk.3"],
  checks: [
    requireOption(LOGS, "StreamLogs", oneOf("true")),
    requireOption(LOGS, "RetentionInDays", daysFrom(1)),
    ...[
      limitOption(LOGS, "RetentionInDays", daysFrom(365)),
      requireOption(LOGS, "DeleteOnTerminate", oneOf("false")),
      limitOption(HEALTH, "RetentionInDays", daysFrom(365)),
      limitOption(HEALTH, "DeleteOnTerminate", oneOf("false")),
    ].map(inProd),
  ],
};
