import { describe, expect, it } from "vitest";
import { instancesWithoutKeyPair } from "../../../../../infra/policy/rules/network/instances-without-key-pair.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TYPES = ["instance:Instance", "launchTemplate:LaunchTemplate", "launchConfiguration:LaunchConfiguration"];

describe("instances-without-key-pair", () => {
  it.each([
    [{}, 0],
    [{ keyName: "" }, 0],
    [{ keyName: null }, 0],
    [{ keyName: UNKNOWN }, 0],
    [{ keyName: "mine" }, 1],
  ])("checks each kind of instance with %j", (props, count) => {
    for (const type of TYPES) {
      expect(findingsOf(instancesWithoutKeyPair, checkedResource(`aws:ec2/${type}`, props))).toHaveLength(count);
    }
  });

  it("reports that the password would be in the state", () => {
    const instance = (getPasswordData: unknown) => checkedResource("aws:ec2/instance:Instance", { getPasswordData });
    expect(findingsOf(instancesWithoutKeyPair, instance(true))).toEqual([expect.stringContaining("getPasswordData")]);
    expect(findingsOf(instancesWithoutKeyPair, instance(false))).toEqual([]);
  });
});
