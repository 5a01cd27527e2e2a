import { expect, it } from "vitest";
import { containerImagesOwnAccount } from "../../../../../infra/policy/rules/containers/container-images-own-account.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { container, DIGEST, TASK } from "./container-forms.ts";

const ROLE = "arn:aws:iam::444455556666:role/execution";

it.each([
  ["444455556666.dkr.ecr.us-east-1.amazonaws.com/relay", ROLE, 0],
  ["444455556666.dkr-ecr.us-east-1.on.aws/relay", ROLE, 0],
  ["709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/relay", ROLE, 0],
  ["registry.example.com/relay", ROLE, 0],
  ["999999999999.dkr.ecr.us-east-1.amazonaws.com/relay", UNKNOWN, 0],
  ["999999999999.dkr.ecr.us-east-1.amazonaws.com/relay", undefined, 0],
  ["999999999999.dkr.ecr.us-east-1.amazonaws.com/relay", ROLE, 1],
  ["999999999999.dkr.ecr-fips.us-east-1.amazonaws.com/relay", ROLE, 1],
])("container-images-own-account checks %s with the role %s", (image, executionRoleArn, count) => {
  const list = [container, { ...container, name: "sidecar", image: `${image}${DIGEST}` }];
  const task = checkedResource(TASK, { executionRoleArn, containerDefinitions: JSON.stringify(list) });
  expect(findingsOf(containerImagesOwnAccount, task)).toHaveLength(count);
});
