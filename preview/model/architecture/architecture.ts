import { resourceType, serviceTitle } from "../../aws/services.ts";
import type { Registered } from "../../engine/engine.ts";
import { Graph, textOf } from "../../engine/graph.ts";
import { counted } from "../nouns.ts";
import { type Arrow, arrows, type Outside } from "./arrows.ts";
import { type Box, boxes } from "./boxes.ts";
import { type Tier, tiers } from "./tiers.ts";

/** What a picture of a stack shows: where everything is, and who may connect to whom. It has names and settings, and no secrets. */
export interface Architecture {
  readonly vpc: Place;
  /** Subnets of one kind, one in each zone. */
  readonly tiers: readonly Tier[];
  /** What has network interfaces in the VPC, and what is read from the VPC by a bucket policy. */
  readonly boxes: readonly Box[];
  /** Address ranges outside the stack that a rule allows. */
  readonly outside: readonly Outside[];
  readonly arrows: readonly Arrow[];
  /** Resources of the account that have no place in the VPC, by AWS service. */
  readonly services: readonly AccountService[];
}

export interface Place {
  readonly title: string;
  readonly detail?: string;
  /** Resources that belong to it. */
  readonly urns: readonly string[];
}

export interface AccountService extends Place {
  /** "3 buckets", with the names where they are few. */
  readonly counts: readonly string[];
}

/** These are the network itself. */
const NETWORK_SERVICES = ["VPC"];
/** These exist in Pulumi's state, or on the machine that deploys. */
const NOT_IN_THE_ACCOUNT = ["Generated secrets", "Images", "pulumi", "awsx", "Provider"];

/** Where the resources of a stack are, and which connections its rules allow. */
export function architecture(resources: readonly Registered[]): Architecture {
  const graph = new Graph(resources);
  const subnetTiers = tiers(graph);
  const found = boxes(graph, subnetTiers);
  const { outside, arrows: allowed } = arrows(graph, found);
  const placed = new Set(found.flatMap(({ urns }) => urns));
  return {
    vpc: vpcOf(graph, placed),
    tiers: subnetTiers,
    boxes: found,
    outside,
    arrows: allowed,
    services: servicesOf(resources),
  };
}

function vpcOf(graph: Graph, placed: ReadonlySet<string>): Place {
  const [vpc] = graph.ofType("aws:ec2/vpc:Vpc");
  const urns = graph.resources
    .filter(({ urn, type, custom }) => custom && !placed.has(urn) && NETWORK_SERVICES.includes(serviceTitle(type)))
    .map(({ urn }) => urn);
  if (vpc === undefined) return { title: "Existing VPC", urns };
  const range = textOf(vpc, "cidrBlock");
  return { title: `VPC ${vpc.name}`, ...(range === undefined ? {} : { detail: range }), urns };
}

/** Everything but the network by its service. What has a box in the VPC as well is counted here too. */
function servicesOf(resources: readonly Registered[]): AccountService[] {
  const groups = new Map<string, Registered[]>();
  for (const resource of resources) {
    const title = serviceTitle(resource.type);
    if (!resource.custom || NETWORK_SERVICES.includes(title) || NOT_IN_THE_ACCOUNT.includes(title)) continue;
    groups.set(title, [...(groups.get(title) ?? []), resource]);
  }
  return [...groups]
    .map(([title, all]) => ({ title, counts: countsOf(all), urns: all.map(({ urn }) => urn) }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** The number of each type. Types with data come first. */
function countsOf(all: readonly Registered[]): string[] {
  const types = new Map<string, number>();
  for (const { type } of all) types.set(type, (types.get(type) ?? 0) + 1);
  const rank = (type: string) => (resourceType(type)?.protection === undefined ? 1 : 0);
  return [...types].sort(([a, m], [b, n]) => rank(a) - rank(b) || n - m || (a < b ? -1 : 1)).map(([type, n]) => counted(type, n));
}
