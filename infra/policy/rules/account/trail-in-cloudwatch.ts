import { trail } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const trailInCloudwatch: Rule = {
  name: "trail-in-cloudwatch",
  description: "A trail writes to CloudWatch Logs too, where people search it and alarms can look at it.",
  remedy: "Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["CloudTrail.5"],
  checks: (["cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"] as const).map((argument) =>
    onResource(trail, ({ [argument]: value }) =>
      typeof value === "string" && value.trim() !== "" ? undefined : `${argument} must be an ARN, got ${quote(value)}`,
    ),
  ),
};
