import { nested } from "../../read/nested.ts";
import { ec2Instance } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule, requireNestedValue, requireValue } from "../../rule.ts";

export const instancesGuarded: Rule = {
  name: "instances-guarded",
  description: "EC2 instances have no public address and no key pair, use IMDSv2, and encrypt their volumes.",
  remedy:
    "Put the instance into a private subnet with associatePublicIpAddress false, and reach it through Session Manager. Set metadataOptions.httpTokens to required, and encrypted to true for each volume.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.3", "EC2.8", "EC2.9", "CIS 5.7"],
  checks: [
    // Without it, the subnet decides.
    requireValue(ec2Instance, "associatePublicIpAddress", false),
    requireNestedValue(ec2Instance, "metadataOptions", "httpTokens", "required"),
    onResource(ec2Instance, ({ keyName }) =>
      keyName === undefined || keyName === "" ? undefined : `keyName must be left out, got ${quote(keyName)}`,
    ),
    // Without the block, the image decides.
    onResource(ec2Instance, ({ rootBlockDevice }) => {
      const encrypted = nested(rootBlockDevice, "encrypted");
      return encrypted === true ? undefined : `rootBlockDevice.encrypted must be true, got ${quote(encrypted)}`;
    }),
    onResource(ec2Instance, ({ ebsBlockDevices }) =>
      findEach(ebsBlockDevices, ({ deviceName, encrypted }) =>
        encrypted === true ? undefined : `encrypted of the volume ${quote(deviceName)} must be true, got ${quote(encrypted)}`,
      ),
    ),
  ],
};
