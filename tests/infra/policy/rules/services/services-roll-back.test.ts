import { expect, it } from "vitest";
import { servicesRollBack } from "../../../../../infra/policy/rules/services/services-roll-back.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const right = { deploymentCircuitBreaker: { enable: true, rollback: true } };
const found = (change: Record<string, unknown>, stack = "prod") =>
  findingsOf(servicesRollBack, checkedResource("aws:ecs/service:Service", { ...right, ...change }, { stack }));

it.each([
  [{}, 0],
  [{ deploymentCircuitBreaker: UNKNOWN }, 0],
  [{ deploymentCircuitBreaker: { enable: "true", rollback: "true" } }, 0],
  [{ deploymentController: { type: "ECS" } }, 0],
  [{ deploymentMinimumHealthyPercent: 100 }, 0],
  [{ deploymentMinimumHealthyPercent: "100" }, 0],
  [{ deploymentCircuitBreaker: undefined }, 2],
  [{ deploymentCircuitBreaker: { enable: true } }, 1],
  [{ deploymentCircuitBreaker: { enable: true, rollback: "false" } }, 1],
  [{ deploymentCircuitBreaker: { enable: false, rollback: true } }, 1],
  [{ deploymentController: { type: "EXTERNAL" } }, 1],
  [{ deploymentController: { type: "CODE_DEPLOY" } }, 1],
  [{ deploymentMinimumHealthyPercent: 0 }, 1],
  [{ deploymentMinimumHealthyPercent: "50" }, 1],
])("services-roll-back checks a service with %j", (change, count) => {
  expect(found(change)).toHaveLength(count);
});

it("services-roll-back lets nonprod stop tasks first", () => {
  expect(found({ deploymentMinimumHealthyPercent: 0 }, "nonprod")).toEqual([]);
});
