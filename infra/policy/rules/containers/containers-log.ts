import { onContainers } from "../../checks/container-checks.ts";
import { isObject, nested } from "../../read/nested.ts";
import { isOff } from "../../read/scalars.ts";
import { quote, type Rule } from "../../rule.ts";

/** Outputs of Fluent Bit that stay in AWS. The others send the logs to any host. */
const OUTPUTS_TO_AWS = /^(cloudwatch|cloudwatch_logs|firehose|kinesis|kinesis_firehose|kinesis_streams|s3)$/i;

function finding(driver: unknown, options: unknown): string | undefined {
  if (driver === "awsfirelens") {
    const output = nested(options, "name");
    return OUTPUTS_TO_AWS.test(String(output ?? "")) ? undefined : `must send to AWS, got the output ${quote(output)}`;
  }
  if (driver !== "awslogs") return `must name the log driver "awslogs", got ${quote(driver)}`;
  if (!nested(options, "awslogs-group")) return "must name a log group in awslogs-group, got nothing";
  // A group that the driver creates keeps its logs forever, without the stack's key.
  return isOff(nested(options, "awslogs-create-group")) ? undefined : "must leave out awslogs-create-group, got it turned on";
}

export const containersLog: Rule = {
  name: "containers-log",
  description: "Each container, sidecars too, sends its logs to AWS, to a log group that the program creates.",
  remedy: 'Give the container a logConfiguration with the driver "awslogs" and the group of the stack.',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ECS.9"],
  checks: [
    onContainers(({ name, logConfiguration }) => {
      const found = isObject(logConfiguration)
        ? finding(logConfiguration.logDriver, logConfiguration.options)
        : "must name a log driver, got nothing";
      return found === undefined ? undefined : `logConfiguration of ${quote(name)} ${found}`;
    }),
  ],
};
