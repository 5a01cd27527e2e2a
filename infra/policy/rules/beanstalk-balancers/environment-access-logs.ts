import { oneOf, requireOption } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

const BALANCER = "aws:elbv2:loadbalancer";

export const environmentAccessLogs: Rule = {
  name: "environment-access-logs",
  description: "The load balancer of an environment logs each request to a bucket.",
  remedy: "Set AccessLogsS3Enabled to true and AccessLogsS3Bucket to the bucket for access logs.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-alb.html",
  checks: [
    requireOption(BALANCER, "AccessLogsS3Enabled", oneOf("true")),
    requireOption(BALANCER, "AccessLogsS3Bucket", { text: "the name of a bucket", fits: (value) => value.trim() !== "" }),
  ],
};
