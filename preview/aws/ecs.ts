import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";
import { arn } from "./outputs.ts";
import type { Service } from "./service.ts";

export const ecs: Service = {
  title: "ECS",
  types: {
    "aws:ecs/cluster:Cluster": { outputs: arn("ecs", "cluster/") },
    "aws:ecs/service:Service": {
      outputs: arn("ecs", "service/"),
      durations: [
        {
          seconds: 3 * 60,
          estimate: true,
          source:
            "acceptance test LaunchTypeFargate_waitForSteadyState makes and deletes one in 3 minutes, hashicorp/terraform-provider-aws#24223; health checks of a load balancer add some",
        },
      ],
      summary: serviceSummary,
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
      outputs: (name, { family }, { accountId, region }) => ({
        arn: `arn:aws:ecs:${region}:${accountId}:task-definition/${family ?? name}:1`,
      }),
    },
  },
};

/** "2–4 tasks of 0.5 vCPU and 1 GB, Linux ARM64". */
function serviceSummary(resource: Registered, graph: Graph): string {
  const [task] = graph.referred(resource, "taskDefinition", "aws:ecs/taskDefinition:TaskDefinition");
  const [range] = graph
    .ofType("aws:appautoscaling/target:Target")
    .filter((target) => graph.referred(target, "resourceId").includes(resource));
  const { cpu, memory, runtimePlatform } = task?.inputs ?? {};
  const { cpuArchitecture } = (runtimePlatform ?? {}) as { cpuArchitecture?: string };
  const tasks = range ? `${range.inputs.minCapacity}–${range.inputs.maxCapacity}` : `${resource.inputs.desiredCount}`;
  return `${tasks} tasks of ${Number(cpu) / 1024} vCPU and ${Number(memory) / 1024} GB, Linux ${cpuArchitecture ?? "X86_64"}`;
}
