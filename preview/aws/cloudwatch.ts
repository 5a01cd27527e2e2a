import { textOf } from "../engine/graph.ts";
import { arn } from "./outputs.ts";
import { encrypted } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const cloudwatch: Service = {
  title: "CloudWatch",
  types: {
    "aws:cloudwatch/dashboard:Dashboard": { summary: (resource) => textOf(resource, "dashboardName") },
    "aws:cloudwatch/eventRule:EventRule": { outputs: arn("events", "rule/") },
    "aws:cloudwatch/eventTarget:EventTarget": {},
    "aws:cloudwatch/logGroup:LogGroup": {
      outputs: arn("logs", "log-group:"),
      protection: (resource, graph) => [
        [resource.inputs.retentionInDays !== undefined, `kept ${resource.inputs.retentionInDays} days`, "never expire"],
        encrypted(resource, "kmsKeyId", graph, resource.inputs.kmsKeyId !== undefined),
      ],
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": { outputs: arn("cloudwatch", "alarm:"), noun: ["alarm", "alarms"] },
  },
};
