import { containersOf } from "../../read/containers.ts";
import { taskDefinition } from "../../read/resource-types.ts";
import { onResource, type Rule } from "../../rule.ts";

export const containersReadable: Rule = {
  name: "containers-readable",
  description: "A task definition lists its containers in a form that AWS and the other rules read.",
  remedy: "Pass containerDefinitions a JSON list, such as the result of pulumi.jsonStringify.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
  checks: [
    onResource(taskDefinition, ({ containerDefinitions }) => {
      const containers = containersOf(containerDefinitions);
      const isObject = typeof containerDefinitions === "string" && containerDefinitions.trimStart().startsWith("{");
      return containers === undefined || containers.length === 0 || isObject
        ? "containerDefinitions must be a JSON list of containers, got something else"
        : undefined;
    }),
  ],
};
