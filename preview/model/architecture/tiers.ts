import { idOf } from "../../aws/offline-cloud.ts";
import type { Registered } from "../../engine/engine.ts";
import { type Graph, textOf } from "../../engine/graph.ts";
import { networkInterfaces } from "../network-interfaces.ts";

/** Subnets of one kind, one in each zone, such as the public ones. */
export interface Tier {
  readonly key: string;
  /** "public subnets". */
  readonly title: string;
  /** What its route tables lead to. */
  readonly route: string;
  readonly subnets: readonly Subnet[];
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  /** "zone 1": AWS assigns the zones' names. */
  readonly zone: string;
  readonly range?: string;
  /** What is in this subnet alone: "NAT gateway". */
  readonly holds: readonly string[];
  readonly urns: readonly string[];
}

const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE = "aws:ec2/route:Route";
const ORDER = ["public", "private", "tasks", "isolated"];

/** The stack's subnets by their kind. Those of an existing VPC are grouped by who uses them. */
export function tiers(graph: Graph): Tier[] {
  const kinds = new Map<string, Registered[]>();
  for (const subnet of graph.ofType(SUBNET)) {
    const kind = kindOf(subnet.name);
    kinds.set(kind, [...(kinds.get(kind) ?? []), subnet]);
  }
  const rank = (kind: string) => (ORDER.indexOf(kind) + ORDER.length + 1) % (ORDER.length + 1);
  const own = [...kinds]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([kind, all]) => ({
      key: `tier-${kind}`,
      title: kind === "tasks" ? "subnets for ECS tasks" : `${kind} subnets`,
      route: routeOf(all, graph),
      subnets: all.map((subnet) => subnetOf(subnet, graph)).sort((a, b) => (a.zone < b.zone ? -1 : 1)),
    }));
  return [...own, ...existingTiers(graph, own)];
}

/** "public" for "network-public-1". */
const kindOf = (name: string) => /([a-z]+)-\d+$/.exec(name)?.[1] ?? name;

function subnetOf(subnet: Registered, graph: Graph): Subnet {
  const inside = graph.children(subnet.urn).filter(({ type }) => type === "aws:ec2/natGateway:NatGateway");
  const range = textOf(subnet, "cidrBlock");
  const number = /\d+$/.exec(subnet.name)?.[0];
  return {
    id: idOf(SUBNET, subnet.name),
    name: subnet.name,
    zone: number === undefined ? "a zone" : `zone ${number}`,
    ...(range === undefined ? {} : { range }),
    holds: inside.map(() => "NAT gateway"),
    urns: [subnet.urn, ...below(subnet, graph).map(({ urn }) => urn)],
  };
}

function below(resource: Registered, graph: Graph): Registered[] {
  return graph.children(resource.urn).flatMap((child) => [child, ...below(child, graph)]);
}

/** Where the default route of the subnets' tables leads. A table of the VPC component has no arguments, so its dependencies count. */
function routeOf(subnets: readonly Registered[], graph: Graph): string {
  const names = new Set(subnets.map(({ name }) => name));
  const routes = graph.ofType(ROUTE).filter(({ name }) => names.has(name));
  if (routes.length === 0) return "no route to the internet";
  const viaGateway = routes.some(({ dependencies }) =>
    dependencies.some((urn) => graph.at(urn)?.type === "aws:ec2/internetGateway:InternetGateway"),
  );
  return viaGateway ? "route to the internet" : "route to the internet through NAT";
}

function existingTiers(graph: Graph, own: readonly Tier[]): Tier[] {
  const known = new Set(own.flatMap(({ subnets }) => subnets.map(({ id }) => id)));
  const found = new Map<string, { readonly ids: readonly string[]; readonly roles: Set<string> }>();
  for (const { role, subnets } of graph.resources.flatMap((one) => networkInterfaces(one, graph))) {
    const ids = subnets.filter((id) => !known.has(id));
    if (ids.length === 0) continue;
    const key = [...ids].sort().join(",");
    const entry = found.get(key) ?? { ids, roles: new Set<string>() };
    entry.roles.add(role);
    found.set(key, entry);
  }
  return [...found].map(([key, { ids, roles }]) => ({
    key: `tier-${key}`,
    title: `existing subnets (${[...roles].join(", ")})`,
    route: "routes unknown offline",
    subnets: ids.map((id) => ({ id, name: id, zone: id, holds: [], urns: [] })),
  }));
}
