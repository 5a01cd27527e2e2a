import { describe, expect, it } from "vitest";
import { noForeignNetworks } from "../../../../../infra/policy/rules/network/no-foreign-networks.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const ROUTE = "aws:ec2/route:Route";
const TABLES = ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"];

describe("no-foreign-networks", () => {
  it.each([
    [{ vpcPeeringConnectionId: "pcx-1" }, 1],
    [{ transitGatewayId: "tgw-1" }, 1],
    [{ networkInterfaceId: "eni-1" }, 1],
    [{ gatewayId: "vgw-1" }, 1],
    [{ natGatewayId: "nat-1" }, 0],
    [{ gatewayId: "igw-1", vpcPeeringConnectionId: "", transitGatewayId: null }, 0],
    [{ gatewayId: "local" }, 0],
    [{ transitGatewayId: UNKNOWN, gatewayId: UNKNOWN }, 0],
  ])("checks a route with %j, alone and inside of a table", (route, count) => {
    expect(findingsOf(noForeignNetworks, checkedResource(ROUTE, route))).toHaveLength(count);
    for (const type of TABLES) {
      expect(findingsOf(noForeignNetworks, checkedResource(type, { routes: [UNKNOWN, route] }))).toHaveLength(count);
    }
  });

  it("recognises a transit gateway by reference in a preview", () => {
    const urn = "urn:pulumi:nonprod::xmpro-aws::aws:ec2transitgateway/transitGateway:TransitGateway::hub";
    const route = checkedResource(ROUTE, { transitGatewayId: UNKNOWN }, { propertyDependencies: { transitGatewayId: [urn] } });
    expect(findingsOf(noForeignNetworks, route)).toEqual([expect.stringContaining('got transitGatewayId "hub"')]);
  });

  it("reports a table that learns routes from a VPN gateway", () => {
    for (const type of TABLES) {
      expect(findingsOf(noForeignNetworks, checkedResource(type, { propagatingVgws: ["vgw-1"] }))).toHaveLength(1);
      expect(findingsOf(noForeignNetworks, checkedResource(type, { propagatingVgws: [] }))).toEqual([]);
    }
  });

  it.each([
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "aws:ec2clientvpn/endpoint:Endpoint",
  ])("reports a %s", (type) => {
    expect(findingsOf(noForeignNetworks, checkedResource(type, {}))).toHaveLength(1);
  });
});
