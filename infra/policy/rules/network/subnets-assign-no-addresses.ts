import { isFalse, isOff } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const subnetsAssignNoAddresses: Rule = {
  name: "subnets-assign-no-addresses",
  description:
    "Subnets give no public address to what starts in them. Load balancers and NAT gateways have addresses of their own.",
  remedy: "Set mapPublicIpOnLaunch to false.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.15"],
  checks: [
    onResource("aws:ec2/subnet:Subnet", ({ mapPublicIpOnLaunch }) =>
      isOff(mapPublicIpOnLaunch) ? undefined : `mapPublicIpOnLaunch must be false, got ${quote(mapPublicIpOnLaunch)}`,
    ),
    // In a default subnet, AWS's default is true.
    onResource("aws:ec2/defaultSubnet:DefaultSubnet", ({ mapPublicIpOnLaunch }) =>
      isFalse(mapPublicIpOnLaunch) ? undefined : `mapPublicIpOnLaunch must be false, got ${quote(mapPublicIpOnLaunch)}`,
    ),
  ],
};
