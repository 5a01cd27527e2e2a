import { containersOf } from "../read/containers.ts";
import { ecrRepository, ecsCluster, ecsService, taskDefinition } from "../read/resource-types.ts";
import { findEach } from "../read/unknown-values.ts";
import { onResource, quote, type Rule, requireValue } from "../rule.ts";

export const containersGuarded: Rule = {
  name: "containers-guarded",
  description: "Containers run the very image that was meant, apart from their host, without a public address, and leave a log.",
  remedy: "Run images by digest on Fargate in private subnets, from a repository with immutable tags that is scanned.",
  severity: "high",
  controls: ["ECS.2", "ECS.3", "ECS.4", "ECS.9", "ECS.10", "ECS.12", "ECS.17", "ECR.1", "ECR.2"],
  checks: [
    onResource(taskDefinition, ({ pidMode }) => (pidMode === "host" ? 'pidMode must be left out, got "host"' : undefined)),
    requireValue(taskDefinition, "networkMode", "awsvpc"),
    onResource(taskDefinition, ({ containerDefinitions }) =>
      findEach(containersOf(containerDefinitions), ({ name, privileged, logConfiguration }) => [
        ...(privileged === true ? [`privileged of ${quote(name)} must be left out, got true`] : []),
        ...(logConfiguration === undefined ? [`logConfiguration of ${quote(name)} must name a log, got nothing`] : []),
      ]),
    ),
    onResource(taskDefinition, ({ containerDefinitions }) =>
      findEach(containersOf(containerDefinitions), ({ name, image }) =>
        /@sha256:[0-9a-f]{64}$/.test(String(image))
          ? undefined
          : `image of ${quote(name)} must be named by its digest such as "…@sha256:…", got ${quote(image)}`,
      ),
    ),
    onResource(ecsService, ({ networkConfiguration }) => {
      const open = (networkConfiguration as { assignPublicIp?: unknown } | undefined)?.assignPublicIp;
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
    onResource(ecrRepository, ({ imageScanningConfiguration }) => {
      const scans = (imageScanningConfiguration as { scanOnPush?: unknown } | undefined)?.scanOnPush;
      return scans === true ? undefined : `imageScanningConfiguration.scanOnPush must be true, got ${quote(scans)}`;
    }),
  ],
};
