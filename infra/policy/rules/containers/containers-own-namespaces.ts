import { taskDefinition } from "../../read/resource-types.ts";
import { type Argument, type Check, type Names, onResource, quote, type Rule, requireValue } from "../../rule.ts";

/** "task" shares with the other containers of the task, "none" with nothing. */
const OWN: readonly unknown[] = [undefined, null, "", "task", "none"];

function own(property: Argument<typeof taskDefinition>): Check {
  return onResource(taskDefinition, (props: Names<typeof taskDefinition>) =>
    OWN.includes(props[property]) ? undefined : `${property} must be left out, got ${quote(props[property])}`,
  );
}

export const containersOwnNamespaces: Rule = {
  name: "containers-own-namespaces",
  description: "Tasks see neither processes nor memory nor the network of the host.",
  remedy: "Set networkMode to awsvpc, and leave out pidMode and ipcMode.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ECS.3", "ECS.17"],
  checks: [requireValue(taskDefinition, "networkMode", "awsvpc"), own("pidMode"), own("ipcMode")],
};
