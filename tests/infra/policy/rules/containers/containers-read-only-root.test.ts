import { expect, it } from "vitest";
import { containersReadOnlyRoot } from "../../../../../infra/policy/rules/containers/containers-read-only-root.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { container, DIGEST, describeContainers, SERVICE, TASK } from "./container-forms.ts";

describeContainers(containersReadOnlyRoot, {
  accepted: [
    { readonlyRootFilesystem: "true" },
    { image: `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/relay${DIGEST}`, readonlyRootFilesystem: false },
  ],
  reported: [undefined, false, null, "false", 0, 1, "yes"].map((readonlyRootFilesystem) => [
    { readonlyRootFilesystem },
    'readonlyRootFilesystem of "relay" must be true',
  ]),
});

it.each([
  ["nonprod", true, 0],
  ["nonprod", "true", 0],
  ["nonprod", false, 1],
  ["prod", true, 1],
  ["prod", false, 1],
])("containers-read-only-root lets ECS Exec write outside of production: %s, exec %s", (stack, enableExecuteCommand, count) => {
  const containerDefinitions = JSON.stringify([{ ...container, readonlyRootFilesystem: false }]);
  const task = checkedResource(TASK, { containerDefinitions, arn: "arn:task" }, { stack });
  const service = checkedResource(SERVICE, { taskDefinition: "arn:task", enableExecuteCommand }, { stack });
  expect(findingsOf(containersReadOnlyRoot, task, service)).toHaveLength(count);
});
