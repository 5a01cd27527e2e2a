import { ROUTE_TYPES, routesOf } from "../../read/network/routes.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** Where a route may lead out of the VPC into a network that these rules do not see. */
const FOREIGN = [
  "vpcPeeringConnectionId",
  "transitGatewayId",
  "coreNetworkArn",
  "localGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
];

export const noForeignNetworks: Rule = {
  name: "no-foreign-networks",
  description: "No other network is connected to the VPC: no peering, no transit gateway, no VPN, no endpoint service.",
  remedy: "Delete the connection. If it is meant, list it as an exemption, with the reason and what may come through it.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/extend-intro.html",
  checks: [
    onResource(ROUTE_TYPES, (_, resource) =>
      routesOf(resource).flatMap(({ target }) => [
        ...FOREIGN.filter((argument) => target(argument) !== undefined).map(
          (argument) =>
            `a route must lead to a gateway of this VPC, got ${argument} ${quote(target(argument)?.split("::").at(-1))}`,
        ),
        ...(/^vgw-|vpnGateway:VpnGateway::/.test(target("gatewayId") ?? "")
          ? ["a route must not lead to a VPN gateway, got one"]
          : []),
      ]),
    ),
    onResource(["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"], ({ propagatingVgws }) =>
      Array.isArray(propagatingVgws) && propagatingVgws.length > 0
        ? `propagatingVgws must be empty, got ${propagatingVgws.length}`
        : undefined,
    ),
    onResource(
      [
        "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
        "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
        "aws:ec2/vpcEndpointService:VpcEndpointService",
        "aws:ec2/vpnConnection:VpnConnection",
        "aws:ec2/vpnGateway:VpnGateway",
        "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment",
        "aws:ec2clientvpn/endpoint:Endpoint",
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
      ],
      (_, { type }) => `the stack must connect no other network, got ${quote(type)}`,
    ),
  ],
};
