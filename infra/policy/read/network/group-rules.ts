// AWS's provider has five forms of a security group rule. Here they have one.
import { type CheckedResource, isOfType } from "../../rule.ts";
import { isObject } from "../nested.ts";
import { isOff } from "../scalars.ts";
import { known, knownItems, strings, textOf } from "../unknown-values.ts";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

/** Each type that states a rule: on its own, or inside of a group. */
export const RULE_TYPES = [INGRESS_RULE, EGRESS_RULE, OLD_RULE, GROUP, DEFAULT_GROUP] as const;

/** A reference to a security group or a prefix list: its id, or in a preview the URNs of what the argument refers to. */
export interface Reference {
  readonly id?: string | undefined;
  readonly urns: readonly string[];
}

export interface GroupRule {
  /** The resource that states the rule. */
  readonly resource: CheckedResource;
  readonly inbound: boolean;
  /** The group that has the rule. */
  readonly owner: Reference;
  /** "tcp", "udp", "icmp", "icmpv6", a number, or "all". */
  readonly protocol: string;
  /** Of TCP and UDP; every other protocol has all. */
  readonly ports: { readonly from: number; readonly to: number };
  readonly ranges: readonly string[];
  readonly prefixLists: readonly Reference[];
  /** The groups on the other side, without the group itself. */
  readonly groups: readonly Reference[];
  /** True: members of the group reach each other. */
  readonly self: boolean;
}

/** The rules that a resource states. One whose protocol or ports are not known yet is left out. */
export function rulesOf(resource: CheckedResource): GroupRule[] {
  if (isOfType(resource, INGRESS_RULE) || isOfType(resource, EGRESS_RULE)) return one(() => newRule(resource));
  if (isOfType(resource, OLD_RULE)) return one(() => oldRule(resource));
  if (!isOfType(resource, GROUP) && !isOfType(resource, DEFAULT_GROUP)) return [];
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const list = known(() => resource.props[direction]);
    return knownItems(list).flatMap((rule) => one(() => inlineRule(resource, direction, rule)));
  });
}

/** True if one of these security groups has an inbound rule. */
export function hasIngress(groups: readonly string[], all: readonly CheckedResource[]): boolean {
  return all.some((resource) => rulesOf(resource).some(({ inbound, owner: { id } }) => inbound && groups.includes(id ?? "")));
}

function one(read: () => GroupRule | undefined): GroupRule[] {
  return known(() => [read() ?? []].flat()) ?? [];
}

function newRule(resource: CheckedResource): GroupRule {
  const { props, type } = resource;
  return {
    resource,
    inbound: type === INGRESS_RULE,
    owner: reference(resource, "securityGroupId"),
    ...portsOf(props.ipProtocol, props.fromPort, props.toPort),
    ranges: rangesOf(props, "cidrIpv4", "cidrIpv6"),
    prefixLists: references(resource, "prefixListId"),
    groups: references(resource, "referencedSecurityGroupId"),
    self: false,
  };
}

function oldRule(resource: CheckedResource): GroupRule {
  return {
    resource,
    // What the provider cannot read, it refuses.
    inbound: String(resource.props.type).toLowerCase() !== "egress",
    owner: reference(resource, "securityGroupId"),
    ...oldForm(resource.props),
    prefixLists: references(resource, "prefixListIds"),
    groups: references(resource, "sourceSecurityGroupId"),
  };
}

function inlineRule(resource: CheckedResource, direction: "ingress" | "egress", rule: unknown): GroupRule | undefined {
  if (!isObject(rule)) return undefined;
  const ids = (name: string) => strings(known(() => rule[name])).map((id) => ({ id, urns: [] }));
  const isKnown = known(() => [rule.securityGroups].flat().map(String)) !== undefined;
  const referred = resource.propertyDependencies?.[direction] ?? [];
  return {
    resource,
    inbound: direction === "ingress",
    owner: { id: textOf(() => resource.props.id), urns: [resource.urn] },
    ...oldForm(rule),
    prefixLists: ids("prefixListIds"),
    groups: [...ids("securityGroups"), ...(isKnown || referred.length === 0 ? [] : [{ urns: referred }])],
  };
}

function oldForm(rule: Readonly<Record<string, unknown>>): Pick<GroupRule, "protocol" | "ports" | "ranges" | "self"> {
  return {
    ...portsOf(rule.protocol, rule.fromPort, rule.toPort),
    ranges: rangesOf(rule, "cidrBlocks", "ipv6CidrBlocks"),
    self: !isOff(known(() => rule.self)),
  };
}

function rangesOf(rule: Readonly<Record<string, unknown>>, ...names: string[]): string[] {
  return names.flatMap((name) => strings(known(() => rule[name]))).filter((range) => range !== "");
}

const NUMBERS: Readonly<Record<string, string>> = { "-1": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6" };
const ALL_PORTS = { from: 0, to: 65_535 };

/** AWS takes names and numbers, and a port as text. Without ports, or with -1, a rule is for all of them. */
export function portsOf(protocol: unknown, from: unknown, to: unknown): Pick<GroupRule, "protocol" | "ports"> {
  const written = String(protocol ?? "-1")
    .trim()
    .toLowerCase();
  const name = NUMBERS[written.replace(/^0+(?=\d)/, "")] ?? written;
  if (name !== "tcp" && name !== "udp") return { protocol: name, ports: ALL_PORTS };
  const [first, last] = [port(from), port(to)];
  if (first === undefined || last === undefined) return { protocol: name, ports: ALL_PORTS };
  return { protocol: name, ports: { from: Math.min(first, last), to: Math.max(first, last) } };
}

function port(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value ?? Number.NaN);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}

/** What an argument refers to that is one id. */
export function reference(resource: CheckedResource, argument: string): Reference {
  return { id: textOf(() => resource.props[argument]), urns: urns(resource, argument) };
}

/** The references of an argument that is one id, or a list of ids. */
function references(resource: CheckedResource, argument: string): Reference[] {
  const read = known(() => [resource.props[argument]]);
  if (read !== undefined && (read[0] === undefined || read[0] === null)) return [];
  const ids = strings(read?.[0]).filter((id) => id !== "");
  if (ids.length === 1) return [{ id: ids[0], urns: urns(resource, argument).length === 1 ? urns(resource, argument) : [] }];
  if (ids.length > 1) return ids.map((id) => ({ id, urns: [] }));
  return urns(resource, argument).map((urn) => ({ urns: [urn] }));
}

function urns(resource: CheckedResource, argument: string): readonly string[] {
  return resource.propertyDependencies?.[argument] ?? [];
}
