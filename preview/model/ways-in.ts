// Who may reach what, read off the registered rules and policies and from nowhere else.

import { INGRESS_TYPES, type Ingress, ingressOf } from "../../infra/policy/read/ingress.ts";
import { readStatement, statementsOf } from "../../infra/policy/read/policy-document.ts";
import type { Registered } from "../engine/engine.ts";
import { Graph, textOf } from "../engine/graph.ts";
import { endpointUsers } from "./endpoint-users.ts";
import { checkedResource } from "./policy-report.ts";

/** A way in from outside the stack. */
export interface WayIn {
  readonly kind: "network" | "bucket";
  /** "0.0.0.0/0", or whoever else it is. */
  readonly from: string;
  /** What is reached, as its group or bucket is called. */
  readonly to: string;
  /** "443", "all ports", or the keys of a bucket. */
  readonly what: string;
  readonly because: string;
  /** Groups of the stack that can use the endpoint through which alone a bucket is readable. */
  readonly users?: readonly string[];
}

/** A way from a group of the stack to another group, or out to a range. */
export interface WayOn {
  readonly from: readonly string[];
  readonly to: string;
  readonly port: string;
  readonly because: string;
}

/** Operator to keys to values. */
type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** Every address range and prefix list that a security group lets in, and every bucket that is readable without credentials. */
export function waysIn(resources: readonly Registered[]): WayIn[] {
  const graph = new Graph(resources);
  return [...rangesLetIn(graph), ...readableBuckets(graph)];
}

function rangesLetIn(graph: Graph): WayIn[] {
  return graph.resources
    .filter(({ type }) => INGRESS_TYPES.some((one) => one === type))
    .flatMap((rule) =>
      ingressOf(checkedResource(rule)).flatMap((ingress) => {
        const to = title(groupOf(rule, graph));
        const because = (rule.type === GROUP ? undefined : textOf(rule, "description")) ?? "no reason given";
        return sources(rule, ingress, graph).map((from) => ({
          kind: "network" as const,
          from,
          to,
          what: ports(ingress),
          because,
        }));
      }),
    );
}

function sources(rule: Registered, { ranges }: Ingress, graph: Graph): readonly string[] {
  const list = textOf(rule, "prefixListId");
  if (list !== undefined) return [`prefix list ${list}`];
  // An address that AWS has not given yet is a stand-in here, and would mislead.
  const [owner] = graph.referred(rule, "cidrIpv4");
  return owner === undefined ? ranges : [`a new address of ${owner.name}`];
}

function readableBuckets(graph: Graph): WayIn[] {
  return graph.ofType("aws:s3/bucketPolicy:BucketPolicy").flatMap((policy) => {
    const bucket = graph.referred(policy, "bucket", "aws:s3/bucket:Bucket")[0]?.name ?? textOf(policy, "bucket") ?? policy.name;
    const [endpoint] = graph.referred(policy, "policy", "aws:ec2/vpcEndpoint:VpcEndpoint");
    return (statementsOf(policy.inputs.policy) ?? [])
      .map((raw) => ({ ...readStatement(raw as Record<string, unknown>), sid: (raw as { Sid?: string }).Sid }))
      .filter(({ allows, anybody }) => allows && anybody)
      .map(({ resources, conditions, sid }) => ({
        kind: "bucket" as const,
        from: anonymous(conditions, endpoint),
        to: `bucket ${bucket}`,
        what: resources.map((arn) => arn.replace(/^arn:[^/]*\/?/, "") || "the bucket itself").join(", "),
        because: sid === undefined ? "no reason given" : `statement ${sid}`,
        ...usersOf(conditions, endpoint, graph),
      }));
  });
}

function usersOf(conditions: Conditions, endpoint: Registered | undefined, graph: Graph): Pick<WayIn, "users"> {
  const byEndpoint = Object.values(conditions).some((keys) => "aws:sourcevpce" in keys);
  const users = byEndpoint ? endpointUsers(endpoint, graph) : [];
  return users.length === 0 ? {} : { users };
}

function anonymous(conditions: Conditions, endpoint: Registered | undefined) {
  const demands = Object.values(conditions).flatMap((keys) => Object.entries(keys));
  const text = demands.map(([key, values]) =>
    key === "aws:sourcevpce"
      ? `through the endpoint ${endpoint?.name ?? values.join(", ")} of the VPC`
      : `where ${key} is ${values.join(" or ")}`,
  );
  return text.length === 0 ? "anybody, without credentials" : `without credentials, only ${text.join(" and ")}`;
}

/** The ways from group to group and from a group out to a range; equal ones from several groups are one. */
export function waysOn(resources: readonly Registered[]): WayOn[] {
  const graph = new Graph(resources);
  const ways = new Map<string, WayOn>();
  for (const { from, to, port, because } of [...graph.ofType(RULE), ...graph.ofType(EGRESS_RULE)].flatMap((rule) =>
    wayOn(rule, graph),
  )) {
    const key = JSON.stringify([to, port, because]);
    ways.set(key, { from: [...(ways.get(key)?.from ?? []), ...from], to, port, because });
  }
  // From the outside in: the products' ports are lower than the databases'. Out to everybody comes last.
  const rank = ({ to, port }: WayOn) => Number.parseInt(port, 10) + (to.includes("/") ? 65_536 : 0);
  return [...ways.values()].sort((a, b) => rank(a) - rank(b));
}

/** A rule between groups is told by its receiving side alone, as the sending side says the same. */
function wayOn(rule: Registered, graph: Graph): WayOn[] {
  const name = (group: Registered | string) => (typeof group === "string" ? group : group.name);
  const range = textOf(rule, "cidrIpv4") ?? textOf(rule, "cidrIpv6");
  const referenced = textOf(rule, "referencedSecurityGroupId");
  const way = {
    port: ports({ protocol: rule.inputs.ipProtocol, fromPort: rule.inputs.fromPort, toPort: rule.inputs.toPort }),
    because: textOf(rule, "description") ?? "no reason given",
  };
  if (rule.type === EGRESS_RULE) return range === undefined ? [] : [{ from: [name(groupOf(rule, graph))], to: range, ...way }];
  if (referenced === undefined) return [];
  const [source] = graph.referred(rule, "referencedSecurityGroupId", GROUP);
  return [{ from: [source?.name ?? referenced], to: name(groupOf(rule, graph)), ...way }];
}

/** The group that a rule belongs to: a resource of this stack, or the id of one that was there before. */
function groupOf(rule: Registered, graph: Graph): Registered | string {
  if (rule.type === GROUP) return rule;
  return graph.referred(rule, "securityGroupId", GROUP)[0] ?? textOf(rule, "securityGroupId") ?? "unknown group";
}

function title(group: Registered | string): string {
  if (typeof group === "string") return `group ${group}`;
  return textOf(group, "description") ?? group.name;
}

function ports(ingress: Pick<Ingress, "protocol" | "fromPort" | "toPort">): string {
  if (ingress.protocol === "-1" || ingress.fromPort === undefined) return "all ports";
  const range = ingress.fromPort === ingress.toPort ? `${ingress.fromPort}` : `${ingress.fromPort}-${ingress.toPort}`;
  return ingress.protocol === "tcp" ? range : `${range} (${ingress.protocol})`;
}
