import { inProd } from "../../in-prod.ts";
import { nested } from "../../read/nested.ts";
import { ecsService } from "../../read/resource-types.ts";
import { isTrue, wholeNumber } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const servicesRollBack: Rule = {
  name: "services-roll-back",
  description:
    "A deployment whose tasks do not start ends, and ECS returns to the previous one. In production no deployment stops running tasks first.",
  remedy: "Set deploymentCircuitBreaker to { enable: true, rollback: true }, and deploymentMinimumHealthyPercent to 100.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
  checks: [
    ...["enable", "rollback"].map((field) =>
      onResource(ecsService, ({ deploymentCircuitBreaker }) => {
        const value = nested(deploymentCircuitBreaker, field);
        return isTrue(value) ? undefined : `deploymentCircuitBreaker.${field} must be true, got ${quote(value)}`;
      }),
    ),
    onResource(ecsService, ({ deploymentController }) => {
      const type = nested(deploymentController, "type") ?? "ECS";
      return type === "ECS" ? undefined : `deploymentController.type must be "ECS", got ${quote(type)}`;
    }),
    inProd(
      onResource(ecsService, ({ deploymentMinimumHealthyPercent: percent }) =>
        percent === undefined || percent === null || (wholeNumber(percent) ?? 0) >= 100
          ? undefined
          : `deploymentMinimumHealthyPercent must be at least 100, got ${quote(percent)}`,
      ),
    ),
  ],
};
