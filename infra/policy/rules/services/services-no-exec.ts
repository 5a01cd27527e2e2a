import { inProd } from "../../in-prod.ts";
import { ecsService } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const servicesNoExec: Rule = {
  name: "services-no-exec",
  description: "In production nobody opens a shell in a running container, where the secrets of the task are.",
  remedy: "Set enableExecuteCommand to false (XMPro's setting relayExec). To find a fault, use another stack or the logs.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
  checks: [
    inProd(
      onResource(ecsService, ({ enableExecuteCommand }) =>
        isOff(enableExecuteCommand) ? undefined : `enableExecuteCommand must be false, got ${quote(enableExecuteCommand)}`,
      ),
    ),
  ],
};
