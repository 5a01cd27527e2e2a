import type * as aws from "@pulumi/aws";
import { demand, onResource, quote, type Rule } from "../rule.ts";
import { findEach } from "../unknown-values.ts";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const REPOSITORY = "aws:ecr/repository:Repository";

/** The containers of a task; throws when they are not known yet. */
function containersOf(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : text;
  } catch {
    // Another rule says that it cannot be read.
    return undefined;
  }
}

export const containersGuarded: Rule = {
  name: "containers-guarded",
  description:
    "Containers run the very image that was meant, apart from their host, without a public address, and leave a log (ECS.2, ECS.3, ECS.4, ECS.9, ECS.10, ECS.12, ECS.17, ECR.1, ECR.2).",
  remedy: "Run images by digest on Fargate in private subnets, from a repository with immutable tags that is scanned.",
  severity: "high",
  controls: ["ECS.2", "ECS.3", "ECS.4", "ECS.9", "ECS.10", "ECS.12", "ECS.17", "ECR.1", "ECR.2"],
  checks: [
    onResource<aws.ecs.TaskDefinitionArgs>(TASK, ({ pidMode }) =>
      pidMode === "host" ? 'pidMode must be left out, got "host"' : undefined,
    ),
    demand<aws.ecs.TaskDefinitionArgs>(TASK, "networkMode", "awsvpc"),
    onResource<aws.ecs.TaskDefinitionArgs>(TASK, ({ containerDefinitions }) =>
      findEach(containersOf(containerDefinitions), ({ name, privileged, logConfiguration }) => [
        ...(privileged === true ? [`privileged of ${quote(name)} must be left out, got true`] : []),
        ...(logConfiguration === undefined ? [`logConfiguration of ${quote(name)} must name a log, got nothing`] : []),
      ]),
    ),
    onResource<aws.ecs.TaskDefinitionArgs>(TASK, ({ containerDefinitions }) =>
      findEach(containersOf(containerDefinitions), ({ name, image }) =>
        /@sha256:[0-9a-f]{64}$/.test(String(image))
          ? undefined
          : `image of ${quote(name)} must be named by its digest such as "…@sha256:…", got ${quote(image)}`,
      ),
    ),
    onResource<aws.ecs.ServiceArgs>(SERVICE, ({ networkConfiguration }) => {
      const open = (networkConfiguration as { assignPublicIp?: unknown } | undefined)?.assignPublicIp;
      return open === true ? "networkConfiguration.assignPublicIp must be false, got true" : undefined;
    }),
    onResource<aws.ecs.ServiceArgs>(SERVICE, ({ platformVersion }) =>
      platformVersion === undefined || platformVersion === "LATEST"
        ? undefined
        : `platformVersion must be "LATEST", got ${quote(platformVersion)}`,
    ),
    onResource<aws.ecs.ClusterArgs>("aws:ecs/cluster:Cluster", ({ settings }) => {
      const insights = findEach(settings, ({ name, value }) => (name === "containerInsights" ? String(value) : undefined));
      return insights.some((value) => value === "enabled" || value === "enhanced")
        ? undefined
        : `settings must turn containerInsights on, got ${quote(insights[0])}`;
    }),
    demand<aws.ecr.RepositoryArgs>(REPOSITORY, "imageTagMutability", "IMMUTABLE"),
    onResource<aws.ecr.RepositoryArgs>(REPOSITORY, ({ imageScanningConfiguration }) => {
      const scans = (imageScanningConfiguration as { scanOnPush?: unknown } | undefined)?.scanOnPush;
      return scans === true ? undefined : `imageScanningConfiguration.scanOnPush must be true, got ${quote(scans)}`;
    }),
  ],
};
