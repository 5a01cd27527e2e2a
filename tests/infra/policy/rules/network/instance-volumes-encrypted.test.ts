import { describe, expect, it } from "vitest";
import { instanceVolumesEncrypted } from "../../../../../infra/policy/rules/network/instance-volumes-encrypted.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const root = { encrypted: true };

describe("instance-volumes-encrypted", () => {
  it.each([
    [{}, []],
    [{ ebsBlockDevices: [] }, []],
    [{ ebsBlockDevices: [{ deviceName: "xvdf", encrypted: true }] }, []],
    [{ rootBlockDevice: UNKNOWN, ebsBlockDevices: UNKNOWN }, []],
    [{ rootBlockDevice: undefined }, ["rootBlockDevice.encrypted must be true, got nothing"]],
    [{ rootBlockDevice: { encrypted: false } }, ["rootBlockDevice.encrypted must be true, got false"]],
    [
      { ebsBlockDevices: [{ deviceName: "xvdf" }, { deviceName: "xvdg", encrypted: true }] },
      ['encrypted of the volume "xvdf" must be true, got nothing'],
    ],
  ])("checks an instance and a launch configuration with %j", (changes, expected) => {
    for (const type of ["aws:ec2/instance:Instance", "aws:ec2/launchConfiguration:LaunchConfiguration"]) {
      const resource = checkedResource(type, { rootBlockDevice: root, ...changes });
      expect(findingsOf(instanceVolumesEncrypted, resource)).toEqual(expected.map((text) => expect.stringContaining(text)));
    }
  });

  it.each([
    [{ ebs: { encrypted: "true" } }, 0],
    [{ noDevice: "x" }, 0],
    [{ ebs: { encrypted: UNKNOWN } }, 0],
    [{ ebs: { encrypted: "false" } }, 1],
    [{ ebs: { volumeSize: 8 } }, 1],
  ])("checks a launch template with the volume %j", (volume, count) => {
    const template = checkedResource("aws:ec2/launchTemplate:LaunchTemplate", { blockDeviceMappings: [volume] });
    expect(findingsOf(instanceVolumesEncrypted, template)).toHaveLength(count);
  });
});
