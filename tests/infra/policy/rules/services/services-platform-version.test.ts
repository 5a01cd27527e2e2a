import { expect, it } from "vitest";
import { servicesPlatformVersion } from "../../../../../infra/policy/rules/services/services-platform-version.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  ["LATEST", 0],
  [undefined, 0],
  [null, 0],
  [UNKNOWN, 0],
  ["1.4.0", 1],
  ["1.3.0", 1],
  ["latest", 1],
  ["", 1],
])("services-platform-version checks %s", (platformVersion, count) => {
  for (const type of ["aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"]) {
    expect(findingsOf(servicesPlatformVersion, checkedResource(type, { platformVersion }))).toHaveLength(count);
  }
});
