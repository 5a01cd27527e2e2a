import { expect, it } from "vitest";
import { repositoriesLifecycle } from "../../../../../infra/policy/rules/images/repositories-lifecycle.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const repository = checkedResource("aws:ecr/repository:Repository", { name: "relay" });

it("repositories-lifecycle finds the policy by name and by reference", () => {
  const byName = checkedResource(POLICY, { repository: "relay" });
  const byReference = checkedResource(
    POLICY,
    { repository: UNKNOWN },
    { propertyDependencies: { repository: [repository.urn] } },
  );
  expect(findingsOf(repositoriesLifecycle, repository, byName)).toEqual([]);
  expect(findingsOf(repositoriesLifecycle, repository, byReference)).toEqual([]);
});

it("repositories-lifecycle reports a repository without a policy, or with another repository's", () => {
  expect(findingsOf(repositoriesLifecycle, repository)).toEqual([expect.stringContaining("must have a LifecyclePolicy")]);
  expect(findingsOf(repositoriesLifecycle, repository, checkedResource(POLICY, { repository: "other" }))).toHaveLength(1);
});
