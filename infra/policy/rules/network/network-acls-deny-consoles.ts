import { ACL_TYPES, aclEntriesOf, deniesEverybody, entriesForEverybody } from "../../read/network/network-acls.ts";
import { vpcHas } from "../../read/network/vpc-guard.ts";
import { isOff } from "../../read/scalars.ts";
import { type Check, onStack, type Rule } from "../../rule.ts";

/** SSH and Remote Desktop. */
const CONSOLES = [22, 3389];

function onlyWithIpv6(check: Check): Check {
  return {
    ...check,
    find: (network, all) =>
      !isOff(network.props.assignGeneratedIpv6CidrBlock) || network.props.ipv6CidrBlock || network.props.ipv6IpamPoolId
        ? check.find(network, all)
        : undefined,
  };
}

export const networkAclsDenyConsoles: Rule = {
  name: "network-acls-deny-consoles",
  description: "Network ACLs let nobody on the internet connect to the ports of SSH and Remote Desktop, 22 and 3389.",
  remedy: "Give the network ACL an entry that denies the port, with a lower number than any entry that allows it.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["EC2.21", "CIS 5.2"],
  checks: [
    onStack(ACL_TYPES, (_, resource, all) => {
      const entries = all.flatMap(aclEntriesOf);
      const acls = [...new Set(aclEntriesOf(resource).map(({ acl }) => acl))];
      return acls.flatMap((acl) =>
        CONSOLES.filter((port) =>
          entriesForEverybody(
            entries.filter((entry) => entry.acl === acl),
            port,
          ).some((entry) => entry.resource.urn === resource.urn),
        ).map((port) => `port ${port} must be denied before it is allowed, got an entry that allows everybody`),
      );
    }),
    // AWS's default ACL allows everything.
    ...CONSOLES.map((port) =>
      vpcHas(
        "networkAclId",
        (resource) => aclEntriesOf(resource).some((entry) => deniesEverybody(entry, port, "0.0.0.0/0")),
        `the VPC's default network ACL must deny port ${port} to everybody, got no such entry`,
      ),
    ),
    // With IPv6, the default ACL allows everything over it as well.
    ...CONSOLES.map((port) =>
      onlyWithIpv6(
        vpcHas(
          "networkAclId",
          (resource) => aclEntriesOf(resource).some((entry) => deniesEverybody(entry, port, "::/0")),
          `the VPC's default network ACL must deny port ${port} to everybody over IPv6, got no such entry`,
        ),
      ),
    ),
  ],
};
