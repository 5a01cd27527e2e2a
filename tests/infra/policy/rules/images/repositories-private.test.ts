import { expect, it } from "vitest";
import { repositoriesPrivate } from "../../../../../infra/policy/rules/images/repositories-private.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

it("repositories-private reports a public repository, and no private one", () => {
  const found = (type: string) => findingsOf(repositoriesPrivate, checkedResource(type, { repositoryName: "relay" }));
  expect(found("aws:ecrpublic/repository:Repository")).toEqual([expect.stringContaining("the repository must be private")]);
  expect(found("aws:ecr/repository:Repository")).toEqual([]);
});
