import { nested } from "../../read/nested.ts";
import { ec2Instance, launchConfiguration, launchTemplate } from "../../read/resource-types.ts";
import { isTrue } from "../../read/scalars.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const INSTANCES = [ec2Instance, launchConfiguration, "aws:ec2/spotInstanceRequest:SpotInstanceRequest"] as const;

export const instanceVolumesEncrypted: Rule = {
  name: "instance-volumes-encrypted",
  description: "The volumes of EC2 instances are encrypted.",
  remedy: "Set encrypted to true for each volume, the root volume too.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.3"],
  checks: [
    // Without the block, the image decides.
    onResource(INSTANCES, ({ rootBlockDevice }) => {
      const encrypted = nested(rootBlockDevice, "encrypted");
      return isTrue(encrypted) ? undefined : `rootBlockDevice.encrypted must be true, got ${quote(encrypted)}`;
    }),
    onResource(INSTANCES, ({ ebsBlockDevices }) =>
      findEach(ebsBlockDevices, ({ deviceName, encrypted }) =>
        isTrue(encrypted) ? undefined : `encrypted of the volume ${quote(deviceName)} must be true, got ${quote(encrypted)}`,
      ),
    ),
    onResource(launchTemplate, ({ blockDeviceMappings }) =>
      findEach(blockDeviceMappings, ({ deviceName, ebs }) =>
        ebs === undefined || ebs === null || isTrue(nested(ebs, "encrypted"))
          ? undefined
          : `ebs.encrypted of the volume ${quote(deviceName)} must be true, got ${quote(nested(ebs, "encrypted"))}`,
      ),
    ),
  ],
};
