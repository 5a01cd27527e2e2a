import { containersOf } from "../../read/containers.ts";
import { nested } from "../../read/nested.ts";
import { pointsAt } from "../../read/points-at.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import type { CheckedResource } from "../../rule.ts";
import { COLLECTOR_METRICS, GB_OF_IMAGES, INSIGHTS_METRICS, MILLION_TRACES } from "../assumptions.ts";
import { byUse, type Charge, type CostOf, fixed, HOURS } from "../charge.ts";
import { smallestCapacity } from "./smallest-capacity.ts";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const TARGET = "aws:appautoscaling/target:Target";
const SCHEDULED = "aws:appautoscaling/scheduledAction:ScheduledAction";

/** The tasks of a service on Fargate. */
export const serviceCost: CostOf = (service, all) => {
  const { props } = service;
  if (known(() => props.launchType) === "EC2") return [];
  const task = all.find((resource) => resource.type === TASK && pointsAt(service, "taskDefinition", resource));
  const target = all.find((resource) => resource.type === TARGET && refersTo(resource, service));
  const scheduled = all.filter((resource) => resource.type === SCHEDULED && target !== undefined && refersTo(resource, target));
  const desired = Number(known(() => props.desiredCount) ?? 0);
  const tasks = target === undefined ? desired : smallestCapacity(target, scheduled);
  const maximum = Number(known(() => target?.props.maxCapacity) ?? tasks);
  const arm = known(() => nested(task?.props.runtimePlatform, "cpuArchitecture")) === "ARM64";
  const cpu = Number(known(() => task?.props.cpu) ?? 256) / 1024;
  const memory = Number(known(() => task?.props.memory) ?? 512) / 1024;
  const words = `${tasks} tasks of ${cpu} vCPU and ${memory} GB`;
  const key = arm ? "fargate-arm" : "fargate-x86";
  const assumption = `the smallest number of tasks, averaged over the day; at most ${maximum}`;
  return [
    fixed(`${words}: processors`, `${key}-vcpu-hour`, tasks * cpu * HOURS, assumption),
    fixed(`${words}: memory`, `${key}-gb-hour`, tasks * memory * HOURS, assumption),
    ...collectorCharges(task),
  ];
};

/** What a collector in a task sends to X-Ray and CloudWatch. */
function collectorCharges(task: CheckedResource | undefined): Charge[] {
  const configured = findEach(
    known(() => containersOf(task?.props.containerDefinitions)),
    ({ environment }) => findEach(environment, ({ name }) => (name === "AOT_CONFIG_CONTENT" ? "collector" : undefined)),
  );
  if (configured.length === 0) return [];
  const metrics = `${COLLECTOR_METRICS} combinations of values`;
  return [
    byUse("metrics of the collector", "custom-metric", COLLECTOR_METRICS, metrics),
    byUse("traces of the collector", "xray-million-traces", MILLION_TRACES, `${MILLION_TRACES} million requests a month`),
  ];
}

/** A cluster is free; Container Insights bills its metrics. */
export const clusterCost: CostOf = ({ props }) => {
  const settings = known(() => props.settings);
  const insights = Array.isArray(settings)
    ? settings.some((setting) => nested(setting, "name") === "containerInsights" && nested(setting, "value") !== "disabled")
    : false;
  const assumption = `${INSIGHTS_METRICS} metrics of one service`;
  return insights ? [fixed("metrics of Container Insights", "custom-metric", INSIGHTS_METRICS, assumption)] : [];
};

export const repositoryCost: CostOf = () => [
  byUse("images", "ecr-storage", GB_OF_IMAGES, `${GB_OF_IMAGES} GB in the repository`),
];

/** True if an argument of `from`, such as the id of what is scaled, comes from `to`. */
function refersTo(from: CheckedResource, to: CheckedResource): boolean {
  return (from.propertyDependencies?.resourceId ?? from.dependencies ?? []).includes(to.urn) || pointsAt(from, "resourceId", to);
}
