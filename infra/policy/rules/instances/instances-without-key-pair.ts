import { ec2Instance, launchConfiguration, launchTemplate } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const instancesWithoutKeyPair: Rule = {
  name: "instances-without-key-pair",
  description: "EC2 instances have no key pair, whose holder would be administrator without a trace.",
  remedy: "Leave keyName out, and reach the instance through Session Manager.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
  checks: [
    onResource(
      [ec2Instance, launchTemplate, launchConfiguration, "aws:ec2/spotInstanceRequest:SpotInstanceRequest"],
      ({ keyName }) =>
        keyName === undefined || keyName === null || keyName === ""
          ? undefined
          : `keyName must be left out, got ${quote(keyName)}`,
    ),
    // The provider would keep the password in the state.
    onResource(ec2Instance, ({ getPasswordData }) =>
      isOff(getPasswordData) ? undefined : `getPasswordData must be left out, got ${quote(getPasswordData)}`,
    ),
  ],
};
