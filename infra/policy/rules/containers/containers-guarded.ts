import { containersOf } from "../../read/containers.ts";
import { nested } from "../../read/nested.ts";
import { ecrRepository, ecsCluster, ecsService, taskDefinition } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule, requireNestedValue, requireValue } from "../../rule.ts";

export const containersGuarded: Rule = {
  name: "containers-guarded",
  description: "ECS tasks run images pinned by digest, are isolated from the host, have no public address, and send logs.",
  remedy:
    "Pin the image by its digest. Run the task on Fargate in private subnets, with a log configuration. Give the repository immutable tags and scanOnPush.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ECS.2", "ECS.3", "ECS.4", "ECS.9", "ECS.10", "ECS.12", "ECS.17", "ECR.1", "ECR.2"],
  checks: [
    onResource(taskDefinition, ({ pidMode }) => (pidMode === "host" ? 'pidMode must be left out, got "host"' : undefined)),
    requireValue(taskDefinition, "networkMode", "awsvpc"),
    onResource(taskDefinition, ({ containerDefinitions }) =>
      findEach(containersOf(containerDefinitions), ({ name, privileged, logConfiguration }) => [
        ...(privileged === true ? [`privileged of ${quote(name)} must be left out, got true`] : []),
        ...(logConfiguration === undefined ? [`logConfiguration of ${quote(name)} must name a log driver, got nothing`] : []),
      ]),
    ),
    onResource(taskDefinition, ({ containerDefinitions }) =>
      findEach(containersOf(containerDefinitions), ({ name, image }) =>
        /@sha256:[0-9a-f]{64}$/.test(String(image))
          ? undefined
          : `image of ${quote(name)} must be pinned by its digest such as "…@sha256:…", got ${quote(image)}`,
      ),
    ),
    onResource(ecsService, ({ networkConfiguration }) => {
      const open = nested(networkConfiguration, "assignPublicIp");
      return open === true ? "networkConfiguration.assignPublicIp must be false, got true" : undefined;
    }),
    onResource(ecsService, ({ platformVersion }) =>
      platformVersion === undefined || platformVersion === "LATEST"
        ? undefined
        : `platformVersion must be "LATEST", got ${quote(platformVersion)}`,
    ),
    onResource(ecsCluster, ({ settings }) => {
      const insights = findEach(settings, ({ name, value }) => (name === "containerInsights" ? String(value) : undefined));
      return insights.some((value) => value === "enabled" || value === "enhanced")
        ? undefined
        : `settings must turn containerInsights on, got ${quote(insights[0])}`;
    }),
    requireValue(ecrRepository, "imageTagMutability", "IMMUTABLE"),
    requireNestedValue(ecrRepository, "imageScanningConfiguration", "scanOnPush", true),
  ],
};
