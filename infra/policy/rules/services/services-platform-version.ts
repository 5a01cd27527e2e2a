import { ecsService, taskSet } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const servicesPlatformVersion: Rule = {
  name: "services-platform-version",
  description: "New tasks run on the newest platform of Fargate, with all its patches.",
  remedy: "Set platformVersion to LATEST, or leave it out.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ECS.10"],
  checks: [
    onResource([ecsService, taskSet], ({ platformVersion }) =>
      platformVersion === undefined || platformVersion === null || platformVersion === "LATEST"
        ? undefined
        : `platformVersion must be "LATEST", got ${quote(platformVersion)}`,
    ),
  ],
};
