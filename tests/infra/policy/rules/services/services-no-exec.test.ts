import { expect, it } from "vitest";
import { servicesNoExec } from "../../../../../infra/policy/rules/services/services-no-exec.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  ["prod", undefined, 0],
  ["prod", false, 0],
  ["prod", "false", 0],
  ["prod", UNKNOWN, 0],
  ["prod", true, 1],
  ["prod", "true", 1],
  ["prod", "TRUE", 1],
  ["prod", 1, 1],
  ["nonprod", true, 0],
])("services-no-exec checks a service of %s with %s", (stack, enableExecuteCommand, count) => {
  const service = checkedResource("aws:ecs/service:Service", { enableExecuteCommand }, { stack });
  expect(findingsOf(servicesNoExec, service)).toHaveLength(count);
});
