import { nested } from "../../read/nested.ts";
import { ecsService, eventTarget, taskSet } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { type Findings, onResource, quote, type Rule } from "../../rule.ts";

function publicIp(networkConfiguration: unknown, path: string): Findings {
  const open = nested(networkConfiguration, "assignPublicIp");
  return isOff(open) || open === "DISABLED" ? undefined : `${path}.assignPublicIp must be false, got ${quote(open)}`;
}

export const servicesPrivate: Rule = {
  name: "services-private",
  description: "ECS tasks have no public address.",
  remedy: "Set assignPublicIp to false, and give the tasks private subnets.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ECS.2", "ECS.16"],
  checks: [
    onResource([ecsService, taskSet], ({ networkConfiguration }) => publicIp(networkConfiguration, "networkConfiguration")),
    onResource(eventTarget, ({ ecsTarget }) =>
      publicIp(nested(ecsTarget, "networkConfiguration"), "ecsTarget.networkConfiguration"),
    ),
  ],
};
