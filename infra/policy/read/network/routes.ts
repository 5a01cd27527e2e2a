// The routes of a VPC, inside of a route table or as resources of their own, and the resources in the subnets that use them.
import type { CheckedResource } from "../../rule.ts";
import { listOption } from "../beanstalk-settings.ts";
import { isObject, nested } from "../nested.ts";
import { isTrue } from "../scalars.ts";
import { known, knownItems, strings } from "../unknown-values.ts";
import { type Reference, reference } from "./group-rules.ts";

const ROUTE = "aws:ec2/route:Route";
const TABLE = "aws:ec2/routeTable:RouteTable";
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

export const ROUTE_TYPES = [ROUTE, TABLE, DEFAULT_TABLE] as const;

interface RouteEntry {
  readonly table: Reference;
  /** Argument to value or reference: where the route leads. */
  readonly target: (argument: string) => string | undefined;
}

/** The routes that a resource states. */
export function routesOf(resource: CheckedResource): RouteEntry[] {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  if (resource.type === ROUTE) {
    const target = (argument: string) => {
      const read = known(() => [resource.props[argument]]);
      // The reference of a value that is not known yet says what it will be.
      return read === undefined ? resource.propertyDependencies?.[argument]?.[0] : text(read[0]);
    };
    return [{ table: reference(resource, "routeTableId"), target }];
  }
  if (resource.type !== TABLE && resource.type !== DEFAULT_TABLE) return [];
  const list = known(() => resource.props.routes);
  const table = { id: text(known(() => resource.props.id)), urns: [resource.urn] };
  return knownItems(list).flatMap((entry) =>
    isObject(entry) ? [{ table, target: (argument: string) => text(known(() => entry[argument])) }] : [],
  );
}

/** True for a route to the internet that lets connections in as well. A NAT gateway lets none in. */
export function leadsToInternet({ target }: RouteEntry): boolean {
  const gateway = target("gatewayId");
  return (
    (gateway !== undefined && /^igw-|internetGateway:InternetGateway::/.test(gateway)) || target("carrierGatewayId") !== undefined
  );
}

/** Types that must not be reachable from the internet: the argument with their subnets, and how to read the ids from it. */
const PRIVATE: Readonly<Record<string, readonly [argument: string, ids: (value: unknown) => readonly string[]]>> = {
  "aws:rds/subnetGroup:SubnetGroup": ["subnetIds", strings],
  "aws:elasticache/subnetGroup:SubnetGroup": ["subnetIds", strings],
  "aws:elasticache/serverlessCache:ServerlessCache": ["subnetIds", strings],
  "aws:ecs/service:Service": ["networkConfiguration", (value) => strings(nested(value, "subnets"))],
  "aws:ec2/instance:Instance": ["subnetId", strings],
  "aws:elasticbeanstalk/environment:Environment": ["settings", (value) => listOption(value, "aws:ec2:vpc", "Subnets")],
};

/** The private resources in subnets that use a route table. */
export function privateUsersOf(table: Reference, all: readonly CheckedResource[]): CheckedResource[] {
  const subnets = all
    .filter(({ type }) => type === ASSOCIATION)
    .filter((association) => isSame(reference(association, "routeTableId"), table))
    .map((association) => reference(association, "subnetId"));
  return all.filter((resource) => {
    const [argument, read] = PRIVATE[resource.type] ?? [];
    if (argument === undefined || read === undefined) return false;
    const ids = known(() => read(resource.props[argument])) ?? [];
    // One argument of an environment refers to the subnets of its load balancer too.
    const urns = argument === "settings" ? [] : (resource.propertyDependencies?.[argument] ?? []);
    return subnets.some(
      (subnet) => isSame({ id: undefined, urns }, subnet) || (subnet.id !== undefined && ids.includes(subnet.id)),
    );
  });
}

/** The private resources in the subnets of a load balancer that the internet reaches. */
export function privateUsersOfPublicSubnets(balancer: CheckedResource, all: readonly CheckedResource[]): CheckedResource[] {
  const subnets = publicSubnetsOf(balancer);
  return all.filter((resource) => {
    const [argument, read] = PRIVATE[resource.type] ?? [];
    if (argument === undefined || read === undefined) return false;
    return (known(() => read(resource.props[argument])) ?? []).some((subnet) => subnets.includes(subnet));
  });
}

function publicSubnetsOf({ type, props }: CheckedResource): readonly string[] {
  if (type === "aws:elasticbeanstalk/environment:Environment") {
    const { settings } = props;
    const isInternal = known(() => listOption(settings, "aws:ec2:vpc", "ELBScheme").includes("internal")) ?? true;
    return isInternal ? [] : (known(() => listOption(settings, "aws:ec2:vpc", "ELBSubnets")) ?? []);
  }
  return isTrue(known(() => props.internal)) ? [] : strings(known(() => props.subnets));
}

function isSame(a: Reference, b: Reference): boolean {
  const subnetOrTable = (urn: string) => /(subnet:Subnet|routeTable:RouteTable)::/.test(urn);
  return (a.id !== undefined && a.id === b.id) || a.urns.some((urn) => subnetOrTable(urn) && b.urns.includes(urn));
}
