import { describe, expect, it } from "vitest";
import { instancesGuarded } from "../../../../../infra/policy/rules/network/instances-guarded.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const good = {
  associatePublicIpAddress: false,
  metadataOptions: { httpTokens: "required" },
  rootBlockDevice: { encrypted: true },
};
const findings = (changes: Record<string, unknown>) =>
  findingsOf(instancesGuarded, checkedResource("aws:ec2/instance:Instance", { ...good, ...changes }));

describe("instances-guarded", () => {
  it.each([
    {},
    // AWS's answer at the end of a deployment.
    { keyName: "", ebsBlockDevices: [] },
    { ebsBlockDevices: [{ deviceName: "xvdf", encrypted: true }] },
    { keyName: UNKNOWN, associatePublicIpAddress: UNKNOWN, metadataOptions: UNKNOWN, rootBlockDevice: UNKNOWN },
  ])("accepts an instance with %j", (changes) => {
    expect(findings(changes)).toEqual([]);
  });

  it.each([
    [{ associatePublicIpAddress: true }, "associatePublicIpAddress must be false, got true"],
    [{ associatePublicIpAddress: undefined }, "associatePublicIpAddress must be false, got nothing"],
    [{ metadataOptions: { httpTokens: "optional" } }, 'metadataOptions.httpTokens must be "required", got "optional"'],
    [{ metadataOptions: undefined }, 'metadataOptions.httpTokens must be "required", got nothing'],
    [{ keyName: "mine" }, 'keyName must be left out, got "mine"'],
    [{ rootBlockDevice: undefined }, "rootBlockDevice.encrypted must be true, got nothing"],
    [{ rootBlockDevice: { encrypted: false } }, "rootBlockDevice.encrypted must be true, got false"],
    [
      { ebsBlockDevices: [{ deviceName: "xvdf" }, { deviceName: "xvdg", encrypted: true }] },
      'encrypted of the volume "xvdf" must be true, got nothing',
    ],
  ])("reports an instance with %j", (changes, finding) => {
    expect(findings(changes)).toEqual([expect.stringContaining(finding)]);
  });
});
