import { containersLog } from "../../../../../infra/policy/rules/containers/containers-log.ts";
import { describeContainers } from "./container-forms.ts";

const log = (logDriver: unknown, options?: unknown) => ({ logConfiguration: { logDriver, options } });
const GROUP = { "awslogs-group": "/ecs/relay" };

describeContainers(containersLog, {
  accepted: [log("awslogs", { ...GROUP, "awslogs-create-group": "false" }), log("awsfirelens", { Name: "cloudwatch_logs" })],
  reported: [
    [{ logConfiguration: undefined }, "must name a log driver, got nothing"],
    [{ logConfiguration: null }, "must name a log driver, got nothing"],
    [{ logConfiguration: {} }, "must name the log driver"],
    ...["none", "json-file", "syslog", "splunk", "gelf", "fluentd", ""].map(
      (driver) => [log(driver, GROUP), "must name the log driver"] as const,
    ),
    [log("awslogs"), "must name a log group"],
    [log("awslogs", { "awslogs-group": "" }), "must name a log group"],
    [log("awslogs", { ...GROUP, "awslogs-create-group": "true" }), "must leave out awslogs-create-group"],
    [log("awsfirelens", { Name: "http", Host: "logs.example.com" }), "must send to AWS"],
    [log("awsfirelens"), "must send to AWS"],
  ],
});
