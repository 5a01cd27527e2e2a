import { expect, it } from "vitest";
import { repositoriesScanned } from "../../../../../infra/policy/rules/images/repositories-scanned.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  [{ scanOnPush: true }, 0],
  [{ scanOnPush: "true" }, 0],
  [{ scanOnPush: "True" }, 0],
  [UNKNOWN, 0],
  [{ scanOnPush: false }, 1],
  [{ scanOnPush: "false" }, 1],
  [{}, 1],
  [undefined, 1],
])("repositories-scanned checks a repository with %j", (imageScanningConfiguration, count) => {
  const repository = checkedResource("aws:ecr/repository:Repository", { imageScanningConfiguration });
  expect(findingsOf(repositoriesScanned, repository)).toHaveLength(count);
});
