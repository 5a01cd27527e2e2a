import { textOf } from "../engine/graph.ts";
import { arn } from "./outputs.ts";
import type { Service } from "./service.ts";

export const sns: Service = {
  title: "SNS",
  types: {
    "aws:sns/topic:Topic": { outputs: arn("sns", ""), summary: () => "SNS topic" },
    "aws:sns/topicPolicy:TopicPolicy": {},
    "aws:sns/topicSubscription:TopicSubscription": {
      noun: ["subscription", "subscriptions"],
      line: (resource) => `${textOf(resource, "protocol")} to ${textOf(resource, "endpoint") ?? "a secret URL"}`,
    },
  },
};
