import { leadsToInternet, privateUsersOf, ROUTE_TYPES, routesOf } from "../../read/network/routes.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

export const privateSubnetsWithoutInternet: Rule = {
  name: "private-subnets-without-internet",
  description: "Databases, caches, instances and tasks are in subnets that have no route to an internet gateway.",
  remedy: "Route the subnet through a NAT gateway, or give it no route to the internet.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.46"],
  checks: [
    onStack(ROUTE_TYPES, (_, resource, all) =>
      routesOf(resource)
        .filter(leadsToInternet)
        .flatMap(({ table }) => {
          // A subnet without a table of its own uses the VPC's default one.
          if (resource.type === "aws:ec2/defaultRouteTable:DefaultRouteTable")
            return ["the default route table must have no route to an internet gateway, got one"];
          return privateUsersOf(table, all).map(
            ({ name }) => `the subnets of ${quote(name)} must have no route to an internet gateway, got one`,
          );
        }),
    ),
  ],
};
