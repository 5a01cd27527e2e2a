import { option } from "../../../infra/policy/read/beanstalk-settings.ts";
import type { Registered } from "../../engine/engine.ts";
import { type Graph, textOf } from "../../engine/graph.ts";
import { readableBuckets } from "../access.ts";
import { describeMain } from "../describe.ts";
import { type NetworkInterfaces, networkInterfaces } from "../network-interfaces.ts";
import { named, noun } from "../nouns.ts";
import type { Tier } from "./tiers.ts";

/** Something in the picture that a connection may lead to. */
export interface Box {
  readonly key: string;
  readonly kind: NetworkInterfaces["role"] | "bucket";
  readonly title: string;
  readonly lines: readonly string[];
  /** The tier that it is in; none for a gateway endpoint and for a bucket. */
  readonly tier?: string;
  /** The zones whose subnets it uses. */
  readonly zones: readonly string[];
  /** How it is spread over these zones. */
  readonly spread: string;
  /** Ids of its security groups. */
  readonly groups: readonly string[];
  /** "AWS WAF". */
  readonly badges: readonly string[];
  readonly protected: boolean;
  readonly holdsData: boolean;
  /** Its main resource first, then what belongs to it. */
  readonly urns: readonly string[];
}

/** What has network interfaces in the VPC or is an endpoint of it, and the buckets that are readable without credentials. */
export function boxes(graph: Graph, tiers: readonly Tier[]): Box[] {
  const inVpc = graph.resources.flatMap((resource) => {
    const found = networkInterfaces(resource, graph);
    return found.map((interfaces) => boxOf(resource, interfaces, graph, tiers));
  });
  return inOrder([...inVpc, ...bucketBoxes(graph)]);
}

/** Buckets last. The order of boxes decides their places in the picture. */
export function inOrder(all: readonly Box[]): Box[] {
  return [...all].sort((a, b) => compare(orderOf(a), orderOf(b)));
}

const INSTANCE = "aws:ec2/instance:Instance";
const KINDS = ["load balancer", "instances", "tasks", "database", "cache", "endpoint", "bucket"];

/** By kind, then by type and name, as the order of registration depends on which values are known first. */
function orderOf({ kind, urns }: Box): string {
  return `${KINDS.indexOf(kind)} ${urns[0]?.split("$").at(-1) ?? ""}`;
}

const compare = (a: string, b: string) => (a < b ? -1 : 1);

function boxOf(resource: Registered, interfaces: NetworkInterfaces, graph: Graph, tiers: readonly Tier[]): Box {
  const { role, groups, subnets } = interfaces;
  const tier = tiers.find((one) => one.subnets.some(({ id }) => subnets.includes(id)));
  const zones = tier?.subnets.filter(({ id }) => subnets.includes(id)).map(({ zone }) => zone) ?? [];
  return {
    key: `${role}:${resource.urn}`,
    kind: role,
    title: titleOf(resource, role),
    lines: linesOf(resource, role, graph),
    ...(tier === undefined ? {} : { tier: tier.key }),
    zones,
    spread: spreadOf(resource, role, zones.length),
    groups,
    badges: hasWebAcl(resource, role, graph) ? ["AWS WAF"] : [],
    protected: resource.protect,
    holdsData: role === "database" || role === "cache",
    urns: [resource.urn, ...familyOf(resource, graph)],
  };
}

function titleOf(resource: Registered, role: Box["kind"]): string {
  if (resource.type === "aws:ec2/vpcEndpoint:VpcEndpoint") return `endpoint ${serviceOf(resource)}`;
  if (role === "database" || role === "cache") return named(resource.type, resource.name);
  if (resource.type === INSTANCE) return resource.name;
  return `${resource.name} ${role}`;
}

function serviceOf(resource: Registered): string {
  return textOf(resource, "serviceName")?.split(".").at(-1)?.toUpperCase() ?? resource.name;
}

function linesOf(resource: Registered, role: Box["kind"], graph: Graph): string[] {
  if (resource.type === "aws:ec2/vpcEndpoint:VpcEndpoint")
    return [textOf(resource, "vpcEndpointType") === "Interface" ? "interface endpoint" : "gateway endpoint"];
  const hosts = [...new Set(hostsOf(resource, graph))];
  if (role === "load balancer") return hosts;
  const description = describeMain(resource, graph)?.split(", ") ?? [];
  const about = resource.type.startsWith("aws:elasticbeanstalk/")
    ? (textOf(resource, "description") ?? "")
    : resource.type === INSTANCE
      ? noun(INSTANCE)
      : "";
  return [
    about,
    ...description.filter((part) => !hosts.includes(part) && !/^(one|two) zones?$/.test(part)).map(withoutSingle),
  ].filter((line) => line !== "");
}

/** "t3.large 1–1" is one instance, which the spread says; "t3.large 1–4" are up to four. */
function withoutSingle(part: string): string {
  return part.replace(/ 1–1$/, "").replace(/ (\d+–\d+)$/, " × $1");
}

function hostsOf(resource: Registered, graph: Graph): string[] {
  return graph.referring(resource, "aws:route53/record:Record", "aliases").flatMap((record) => textOf(record, "name") ?? []);
}

/** What AWS promises about the zones, and no more. */
function spreadOf(resource: Registered, role: Box["kind"], zones: number): string {
  const { inputs } = resource;
  if (role === "load balancer") return "in each zone";
  if (role === "endpoint") return zones === 0 ? "a route of the VPC" : "";
  if (zones === 1) return "";
  switch (resource.type) {
    case "aws:elasticbeanstalk/environment:Environment": {
      const most = Number(option(inputs.settings, "aws:autoscaling:asg", "MaxSize") ?? 4);
      return most === 1 ? "one instance, in any zone" : `up to ${most} instances, spread over the zones`;
    }
    case "aws:ecs/service:Service":
      return "tasks spread over the zones";
    case "aws:rds/instance:Instance":
      return inputs.multiAz === true ? "primary and standby in two zones" : "one server, in any zone";
    case "aws:elasticache/replicationGroup:ReplicationGroup": {
      const nodes = Number(inputs.numCacheClusters ?? 1);
      if (nodes === 1) return "one node, in any zone";
      return inputs.multiAzEnabled === true ? `${nodes} nodes in different zones` : `${nodes} nodes, maybe in one zone`;
    }
    case "aws:elasticache/serverlessCache:ServerlessCache":
      return "in each zone";
    default:
      return "in any zone";
  }
}

function hasWebAcl(resource: Registered, role: Box["kind"], graph: Graph): boolean {
  if (role !== "load balancer") return false;
  return graph.referring(resource, "aws:wafv2/webAclAssociation:WebAclAssociation", "resourceArn").length > 0;
}

/** The other resources of the component that made this one, without those of the components inside it. */
function familyOf(resource: Registered, graph: Graph): string[] {
  const parent = graph.at(resource.parent);
  if (parent === undefined || parent.type === "pulumi:pulumi:Stack") return [];
  const below = (urn: string): Registered[] =>
    graph
      .children(urn)
      .filter(({ custom }) => custom)
      .flatMap((child) => [child, ...below(child.urn)]);
  return below(parent.urn)
    .filter((one) => one !== resource && networkInterfaces(one, graph).length === 0)
    .map(({ urn }) => urn);
}

function bucketBoxes(graph: Graph): Box[] {
  return [...new Set(readableBuckets(graph).map(({ to }) => to))].map((title) => {
    const bucket = graph.ofType("aws:s3/bucket:Bucket").find(({ name }) => title === `bucket ${name}`);
    return {
      key: title,
      kind: "bucket",
      title,
      lines: ["S3, readable without credentials"],
      zones: [],
      spread: "",
      groups: [],
      badges: [],
      protected: bucket?.protect ?? false,
      holdsData: true,
      urns: bucket === undefined ? [] : [bucket.urn, ...familyOf(bucket, graph)],
    };
  });
}
