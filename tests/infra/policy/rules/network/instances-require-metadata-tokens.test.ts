import { describe, expect, it } from "vitest";
import { instancesRequireMetadataTokens } from "../../../../../infra/policy/rules/network/instances-require-metadata-tokens.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["instance:Instance", "launchTemplate:LaunchTemplate", "launchConfiguration:LaunchConfiguration"];

describe("instances-require-metadata-tokens", () => {
  it.each([
    [{ httpTokens: "required" }, 0],
    [{ httpTokens: UNKNOWN }, 0],
    [UNKNOWN, 0],
    [{ httpTokens: "optional" }, 1],
    [{ httpEndpoint: "enabled" }, 1],
    [undefined, 1],
    [null, 1],
  ])("checks the metadata options %j of each kind of instance", (metadataOptions, count) => {
    for (const type of TYPES) {
      const resource = checkedResource(`aws:ec2/${type}`, { metadataOptions });
      expect(findingsOf(instancesRequireMetadataTokens, resource)).toHaveLength(count);
    }
  });

  it.each([
    ["required", 0],
    ["optional", 1],
    ["no-preference", 1],
    [undefined, 1],
  ])("checks the account's default %s", (httpTokens, count) => {
    const defaults = checkedResource("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", { httpTokens });
    expect(findingsOf(instancesRequireMetadataTokens, defaults)).toHaveLength(count);
  });
});
