import { expect, it } from "vitest";
import { repositoriesImmutable } from "../../../../../infra/policy/rules/images/repositories-immutable.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  ["IMMUTABLE", 0],
  [UNKNOWN, 0],
  ["MUTABLE", 1],
  [undefined, 1],
  ["IMMUTABLE_WITH_EXCLUSION", 1],
  ["MUTABLE_WITH_EXCLUSION", 1],
])("repositories-immutable checks the tags of a repository: %s", (imageTagMutability, count) => {
  expect(
    findingsOf(repositoriesImmutable, checkedResource("aws:ecr/repository:Repository", { imageTagMutability })),
  ).toHaveLength(count);
});
