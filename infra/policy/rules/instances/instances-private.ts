import { nested } from "../../read/nested.ts";
import { ec2Instance, launchConfiguration, launchTemplate } from "../../read/resource-types.ts";
import { isFalse, isTrue, wholeNumber } from "../../read/scalars.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule, requireValue } from "../../rule.ts";

const SPOT = "aws:ec2/spotInstanceRequest:SpotInstanceRequest";

const isNone = (value: unknown) =>
  value === undefined || value === null || wholeNumber(value) === 0 || (Array.isArray(value) && value.length === 0);

export const instancesPrivate: Rule = {
  name: "instances-private",
  description: "EC2 instances have no public address, and forward no packets of others.",
  remedy:
    "Put the instance into a private subnet with associatePublicIpAddress false, and reach it through Session Manager. Leave sourceDestCheck out.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.9"],
  checks: [
    // Without it, the subnet decides.
    requireValue([ec2Instance, launchConfiguration, SPOT], "associatePublicIpAddress", false),
    onResource(launchTemplate, ({ networkInterfaces }) =>
      findEach(networkInterfaces, ({ associatePublicIpAddress }) =>
        isFalse(associatePublicIpAddress)
          ? undefined
          : `associatePublicIpAddress of a network interface must be false, got ${quote(associatePublicIpAddress)}`,
      ),
    ),
    // An interface that was created elsewhere may have a public address, and security groups of its own.
    onResource(ec2Instance, ({ networkInterfaces, primaryNetworkInterface }) =>
      isNone(networkInterfaces) && !nested(primaryNetworkInterface, "networkInterfaceId")
        ? undefined
        : "networkInterfaces must be left out, got some",
    ),
    onResource([ec2Instance, SPOT], ({ ipv6AddressCount, ipv6Addresses }) =>
      isNone(ipv6AddressCount) && isNone(ipv6Addresses) ? undefined : "ipv6Addresses must be empty, as each is public, got some",
    ),
    onResource([ec2Instance, SPOT, "aws:ec2/networkInterface:NetworkInterface"], ({ sourceDestCheck }) =>
      isTrue(sourceDestCheck ?? true) ? undefined : `sourceDestCheck must be true, got ${quote(sourceDestCheck)}`,
    ),
  ],
};
