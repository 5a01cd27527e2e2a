import type { Mistake } from "../../mistake.ts";

export const containersMistakes: readonly Mistake[] = [
  ["containers-guarded", "a repository with mutable tags", { of: "Repository", props: { imageTagMutability: "MUTABLE" } }],
  [
    "containers-guarded",
    "tasks with a public address",
    { of: "Service", props: { networkConfiguration: { assignPublicIp: true } } },
  ],
  [
    "containers-guarded",
    "tasks that run the tag latest",
    { of: "TaskDefinition", props: { containerDefinitions: '[{"name":"relay","image":"relay:latest","logConfiguration":{}}]' } },
  ],
];
