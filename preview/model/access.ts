// Which connections the registered security group rules and bucket policies allow.

import type { Clause } from "../../infra/policy/read/iam/conditions.ts";
import { type GroupRule, portsOf, rulesOf } from "../../infra/policy/read/network/group-rules.ts";
import { readStatements } from "../../infra/policy/read/policy-document.ts";
import type { Registered } from "../engine/engine.ts";
import { Graph, textOf } from "../engine/graph.ts";
import { endpointUsers } from "./endpoint-users.ts";
import { WITHOUT_CREDENTIALS } from "./everybody.ts";
import { checkedResource } from "./policy-report.ts";

/** Access from outside the stack. */
export interface InboundAccess {
  readonly kind: "network" | "bucket";
  /** "0.0.0.0/0", or another source. */
  readonly from: string;
  /** Description or name of the security group, or the bucket. */
  readonly to: string;
  /** "443", "all ports", or the keys of a bucket. */
  readonly what: string;
  readonly because: string;
  /** Security groups of the stack that can use the endpoint, when a bucket is readable only through an endpoint. */
  readonly users?: readonly string[];
}

/** Traffic that the rules allow from a security group of the stack to another one, or to a range outside. */
export interface AllowedTraffic {
  readonly from: readonly string[];
  readonly to: string;
  readonly port: string;
  readonly because: string;
}

/** Operator to keys to values. */
type Conditions = readonly Clause[];

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** Every address range and prefix list that an inbound rule allows, and every bucket that is readable without credentials. */
export function inboundAccess(resources: readonly Registered[]): InboundAccess[] {
  const graph = new Graph(resources);
  return [...allowedRanges(graph), ...readableBuckets(graph)];
}

function allowedRanges(graph: Graph): InboundAccess[] {
  return graph.resources.flatMap((rule) =>
    inboundRules(rule).flatMap((inbound) => {
      const to = title(groupOf(rule, graph));
      const because = (rule.type === GROUP ? undefined : textOf(rule, "description")) ?? "no reason given";
      return sources(rule, inbound, graph).map((from) => ({
        kind: "network" as const,
        from,
        to,
        what: ports(inbound),
        because,
      }));
    }),
  );
}

/** The inbound rules that a resource states. */
export function inboundRules(resource: Registered): GroupRule[] {
  return rulesOf(checkedResource(resource)).filter(({ inbound }) => inbound);
}

/** The ranges and prefix lists that an inbound rule allows. */
export function sources(rule: Registered, { ranges }: GroupRule, graph: Graph): readonly string[] {
  const list = textOf(rule, "prefixListId");
  if (list !== undefined) return [`prefix list ${list}`];
  // An address that AWS has not assigned yet is a placeholder here, and would mislead.
  const [owner] = graph.referred(rule, "cidrIpv4");
  return owner === undefined ? ranges : [`a new address of ${owner.name}`];
}

/** Every bucket that a policy makes readable without credentials. */
export function readableBuckets(graph: Graph): InboundAccess[] {
  return graph.ofType("aws:s3/bucketPolicy:BucketPolicy").flatMap((policy) => {
    const bucket = graph.referred(policy, "bucket", "aws:s3/bucket:Bucket")[0]?.name ?? textOf(policy, "bucket") ?? policy.name;
    const [endpoint] = graph.referred(policy, "policy", "aws:ec2/vpcEndpoint:VpcEndpoint");
    return readStatements(policy.inputs.policy)
      .filter(({ allows, principals }) => allows && principals?.anybody)
      .map(({ resources, conditions = [], sid }) => ({
        kind: "bucket" as const,
        from: withoutCredentials(conditions, endpoint),
        to: `bucket ${bucket}`,
        what: resources.map((arn) => arn.replace(/^arn:[^/]*\/?/, "") || "the bucket itself").join(", "),
        because: sid === undefined ? "no reason given" : `statement ${sid}`,
        ...usersOf(conditions, endpoint, graph),
      }));
  });
}

function usersOf(conditions: Conditions, endpoint: Registered | undefined, graph: Graph): Pick<InboundAccess, "users"> {
  const byEndpoint = conditions.some(({ key }) => key === "aws:sourcevpce");
  const users = byEndpoint ? endpointUsers(endpoint, graph) : [];
  return users.length === 0 ? {} : { users };
}

function withoutCredentials(conditions: Conditions, endpoint: Registered | undefined) {
  const text = conditions.map(({ key, values = [] }) =>
    key === "aws:sourcevpce"
      ? `through the endpoint ${endpoint?.name ?? values.join(", ")} of the VPC`
      : `where ${key} is ${values.join(" or ")}`,
  );
  return text.length === 0 ? WITHOUT_CREDENTIALS : `without credentials, only ${text.join(" and ")}`;
}

/** Allowed traffic between security groups and to ranges outside. The same traffic from several groups is one entry. */
export function allowedTraffic(resources: readonly Registered[]): AllowedTraffic[] {
  const graph = new Graph(resources);
  const entries = new Map<string, AllowedTraffic>();
  for (const { from, to, port, because } of [...graph.ofType(RULE), ...graph.ofType(EGRESS_RULE)].flatMap((rule) =>
    trafficOf(rule, graph),
  )) {
    const key = JSON.stringify([to, port, because]);
    entries.set(key, { from: [...(entries.get(key)?.from ?? []), ...from], to, port, because });
  }
  // By port: the products' ports are lower than the databases'. Ranges outside come last.
  const rank = ({ to, port }: AllowedTraffic) => Number.parseInt(port, 10) + (to.includes("/") ? 65_536 : 0);
  return [...entries.values()].sort((a, b) => rank(a) - rank(b));
}

/** For traffic between groups, the inbound rule only: the outbound rule is the same. */
function trafficOf(rule: Registered, graph: Graph): AllowedTraffic[] {
  const name = (group: Registered | string) => (typeof group === "string" ? group : group.name);
  const range = textOf(rule, "cidrIpv4") ?? textOf(rule, "cidrIpv6");
  const referenced = textOf(rule, "referencedSecurityGroupId");
  const traffic = {
    port: ports(portsOf(rule.inputs.ipProtocol, rule.inputs.fromPort, rule.inputs.toPort)),
    because: textOf(rule, "description") ?? "no reason given",
  };
  if (rule.type === EGRESS_RULE)
    return range === undefined ? [] : [{ from: [name(groupOf(rule, graph))], to: range, ...traffic }];
  if (referenced === undefined) return [];
  const [source] = graph.referred(rule, "referencedSecurityGroupId", GROUP);
  return [{ from: [source?.name ?? referenced], to: name(groupOf(rule, graph)), ...traffic }];
}

/** The security group of a rule: a resource of this stack, or the id of an existing one. */
export function groupOf(rule: Registered, graph: Graph): Registered | string {
  if (rule.type === GROUP) return rule;
  return graph.referred(rule, "securityGroupId", GROUP)[0] ?? textOf(rule, "securityGroupId") ?? "unknown group";
}

function title(group: Registered | string): string {
  if (typeof group === "string") return `group ${group}`;
  return textOf(group, "description") ?? group.name;
}

/** "443", "80-90", "53 (udp)" or "all ports". */
export function ports({ protocol, ports: { from, to } }: Pick<GroupRule, "protocol" | "ports">): string {
  const range = from === 0 && to === 65_535 ? "all ports" : from === to ? `${from}` : `${from}-${to}`;
  return protocol === "tcp" || protocol === "all" ? range : `${range} (${protocol})`;
}
