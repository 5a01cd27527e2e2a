import { expect, it } from "vitest";
import { containersEfsEncrypted } from "../../../../../infra/policy/rules/containers/containers-efs-encrypted.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { TASK } from "./container-forms.ts";

it.each([
  ["ENABLED", 0],
  [UNKNOWN, 0],
  ["DISABLED", 1],
  [undefined, 1],
  ["", 1],
  [true, 1],
])("containers-efs-encrypted checks transitEncryption %s", (transitEncryption, count) => {
  const efs = { name: "data", efsVolumeConfiguration: { fileSystemId: "fs-1", transitEncryption } };
  const volumes = [{ name: "tmp" }, UNKNOWN, efs];
  expect(findingsOf(containersEfsEncrypted, checkedResource(TASK, { volumes }))).toHaveLength(count);
});
