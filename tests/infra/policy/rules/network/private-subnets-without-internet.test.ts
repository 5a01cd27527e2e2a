import { describe, expect, it } from "vitest";
import { privateSubnetsWithoutInternet } from "../../../../../infra/policy/rules/network/private-subnets-without-internet.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ROUTE = "aws:ec2/route:Route";
const association = checkedResource(ASSOCIATION, { subnetId: "subnet-1", routeTableId: "rtb-1" });
const route = (props: object, more: object = {}) => checkedResource(ROUTE, { routeTableId: "rtb-1", ...props }, more);
const toInternet = route({ destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" });

const holders = [
  ["aws:rds/subnetGroup:SubnetGroup", { subnetIds: ["subnet-2", "subnet-1"] }],
  ["aws:elasticache/subnetGroup:SubnetGroup", { subnetIds: ["subnet-1"] }],
  ["aws:elasticache/serverlessCache:ServerlessCache", { subnetIds: [UNKNOWN, "subnet-1"] }],
  ["aws:ecs/service:Service", { networkConfiguration: { subnets: ["subnet-1"] } }],
  ["aws:ec2/instance:Instance", { subnetId: "subnet-1" }],
  ["aws:elasticbeanstalk/environment:Environment", { settings: settings({ "aws:ec2:vpc/Subnets": "subnet-2, subnet-1" }) }],
] as const;

describe("private-subnets-without-internet", () => {
  it.each(holders)("reports a %s in a subnet with a route to an internet gateway", (type, props) => {
    const holder = checkedResource(type, props);
    const found = [expect.stringContaining("must have no route to an internet gateway")];
    expect(findingsOf(privateSubnetsWithoutInternet, holder, association, toInternet)).toEqual(found);
    expect(findingsOf(privateSubnetsWithoutInternet, holder, toInternet)).toEqual([]);
    expect(findingsOf(privateSubnetsWithoutInternet, holder, association, route({ natGatewayId: "nat-1" }))).toEqual([]);
    expect(findingsOf(privateSubnetsWithoutInternet, holder, association, route({ gatewayId: "vpce-1" }))).toEqual([]);
    expect(findingsOf(privateSubnetsWithoutInternet, holder, association, route({ carrierGatewayId: "cagw-1" }))).toEqual(found);
    const table = checkedResource("aws:ec2/routeTable:RouteTable", { id: "rtb-1", routes: [{ gatewayId: "igw-1" }] });
    expect(findingsOf(privateSubnetsWithoutInternet, holder, association, table)).toEqual(found);
  });

  it("accepts such a route for the subnets of a load balancer", () => {
    const values = { "aws:ec2:vpc/Subnets": "subnet-2", "aws:ec2:vpc/ELBSubnets": "subnet-1" };
    const environment = checkedResource("aws:elasticbeanstalk/environment:Environment", { settings: settings(values) });
    const balancer = checkedResource("aws:lb/loadBalancer:LoadBalancer", { subnets: ["subnet-1"] });
    expect(findingsOf(privateSubnetsWithoutInternet, environment, balancer, association, toInternet)).toEqual([]);
  });

  it("recognises the subnet and the gateway by reference in a preview", () => {
    const urn = (type: string) => `urn:pulumi:nonprod::xmpro-aws::aws:ec2/${type}::it`;
    const [subnet, table, gateway] = ["subnet:Subnet", "routeTable:RouteTable", "internetGateway:InternetGateway"].map(urn) as [
      string,
      string,
      string,
    ];
    const unknown = { subnetId: UNKNOWN, routeTableId: UNKNOWN };
    const refers = (references: Record<string, string[]>) => ({ propertyDependencies: references });
    const instance = checkedResource("aws:ec2/instance:Instance", { subnetId: UNKNOWN }, refers({ subnetId: [subnet] }));
    const linked = checkedResource(ASSOCIATION, unknown, refers({ subnetId: [subnet], routeTableId: [table] }));
    const open = route({ ...unknown, gatewayId: UNKNOWN }, refers({ routeTableId: [table], gatewayId: [gateway] }));
    expect(findingsOf(privateSubnetsWithoutInternet, instance, linked, open)).toHaveLength(1);
  });

  it("reports such a route in the default table, which a subnet without a table of its own uses", () => {
    const table = checkedResource("aws:ec2/defaultRouteTable:DefaultRouteTable", { routes: [{ gatewayId: "igw-1" }] });
    expect(findingsOf(privateSubnetsWithoutInternet, table)).toHaveLength(1);
  });
});
