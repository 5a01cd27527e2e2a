import { expect, it } from "vitest";
import { repositoriesOwnKey } from "../../../../../infra/policy/rules/images/repositories-own-key.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

it.each([
  [[{ encryptionType: "KMS", kmsKey: UNKNOWN }], 0],
  [[{ encryptionType: "KMS_DSSE" }], 0],
  [UNKNOWN, 0],
  [[{ encryptionType: "AES256" }], 1],
  [[{ encryptionType: "KMS" }, { encryptionType: "AES256" }], 1],
  [[{}], 1],
  [[], 1],
  [undefined, 1],
])("repositories-own-key checks a repository that is encrypted by %j", (encryptionConfigurations, count) => {
  const repository = checkedResource("aws:ecr/repository:Repository", { encryptionConfigurations });
  expect(findingsOf(repositoriesOwnKey, repository)).toHaveLength(count);
});
