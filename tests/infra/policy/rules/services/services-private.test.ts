import { expect, it } from "vitest";
import { servicesPrivate } from "../../../../../infra/policy/rules/services/services-private.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  [false, 0],
  ["false", 0],
  ["DISABLED", 0],
  [undefined, 0],
  [UNKNOWN, 0],
  [true, 1],
  ["true", 1],
  ["ENABLED", 1],
])("services-private checks assignPublicIp %s of services, task sets and scheduled tasks", (assignPublicIp, count) => {
  const networkConfiguration = { assignPublicIp };
  for (const type of ["aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"]) {
    expect(findingsOf(servicesPrivate, checkedResource(type, { networkConfiguration }))).toHaveLength(count);
  }
  const target = checkedResource("aws:cloudwatch/eventTarget:EventTarget", { ecsTarget: { networkConfiguration } });
  expect(findingsOf(servicesPrivate, target)).toHaveLength(count);
});
