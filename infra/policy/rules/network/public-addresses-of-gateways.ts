import { pointsAt } from "../../read/points-at.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
const ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";

export const publicAddressesOfGateways: Rule = {
  name: "public-addresses-of-gateways",
  description: "Elastic IP addresses belong to NAT gateways, and to nothing that accepts connections.",
  remedy: "Delete the address. Outbound traffic goes through the NAT gateway, inbound traffic through a load balancer.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
  checks: [
    onResource("aws:ec2/eip:Eip", ({ instance }) =>
      instance === undefined || instance === null || instance === ""
        ? undefined
        : `instance must be left out, got ${quote(instance)}`,
    ),
    // Of a gateway, AWS returns the network interface.
    onStack("aws:ec2/eip:Eip", ({ networkInterface, associateWithPrivateIp }, address, all) => {
      const isOfGateway = all.some(
        (gateway) =>
          gateway.type === NAT_GATEWAY &&
          (pointsAt(gateway, "allocationId", address) || known(() => gateway.props.allocationId === address.props.id) === true),
      );
      const used = networkInterface || associateWithPrivateIp;
      return used && !isOfGateway ? `networkInterface must be that of a NAT gateway, got ${quote(used)}` : undefined;
    }),
    onResource(
      ASSOCIATION,
      ({ instanceId, networkInterfaceId }) =>
        `an address must be associated with a NAT gateway only, got ${quote(instanceId ?? networkInterfaceId)}`,
    ),
  ],
};
