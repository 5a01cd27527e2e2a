import { portsOf } from "../../../infra/policy/read/network/group-rules.ts";
import { idOf } from "../../aws/offline-cloud.ts";
import type { Registered } from "../../engine/engine.ts";
import { type Graph, textOf } from "../../engine/graph.ts";
import { groupOf, inboundRules, ports, readableBuckets, sources } from "../access.ts";
import { isEverybody } from "../everybody.ts";
import type { Box } from "./boxes.ts";

/** An address range, a prefix list or nobody in particular, outside of what the stack creates. */
export interface Outside {
  readonly key: string;
  /** "Anybody on the internet". */
  readonly title: string;
  /** "0.0.0.0/0". */
  readonly detail: string;
  /** "in": it may connect to the stack. "out": the stack may connect to it. */
  readonly direction: "in" | "out";
  /** True when it is every address there is. */
  readonly everybody: boolean;
}

/** A connection that a rule allows. */
export interface Arrow {
  /** The same in each run: both ends, the port and the reason. */
  readonly key: string;
  /** Keys of a box or of something outside. */
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly because: string;
  readonly allowedBy: "security group rule" | "bucket policy";
  /** Names of the rules. Several may say the same, such as one for each new address. */
  readonly rules: readonly string[];
  readonly urns: readonly string[];
}

type End = { readonly key: string };

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** What connects to what: inbound rules, outbound rules to ranges outside, and buckets that are readable without credentials. */
export function arrows(graph: Graph, boxes: readonly Box[]): { readonly outside: Outside[]; readonly arrows: Arrow[] } {
  const outside = new Map<string, Outside>();
  const rangeOf = (range: string, direction: Outside["direction"]): End => {
    const found = outsideOf(range, direction, graph);
    outside.set(found.key, found);
    return found;
  };
  const usersOf = (group: Registered | string): readonly End[] => {
    const id = typeof group === "string" ? group : idOf(GROUP, group.name);
    return boxes.filter(({ groups }) => groups.includes(id));
  };
  const between = (rule: Registered, from: readonly End[], to: readonly End[], port: string): Arrow[] =>
    from.flatMap((one) =>
      to.map((other) => ({
        key: [one.key, other.key, port, reasonOf(rule)].join(" "),
        from: one.key,
        to: other.key,
        port,
        because: reasonOf(rule),
        allowedBy: "security group rule",
        rules: [rule.name],
        urns: [rule.urn],
      })),
    );

  const inbound = graph.resources.flatMap((rule) => {
    const to = usersOf(groupOf(rule, graph));
    const fromGroup = graph.referred(rule, "referencedSecurityGroupId", GROUP)[0] ?? textOf(rule, "referencedSecurityGroupId");
    return inboundRules(rule).flatMap((inbound) => [
      ...between(
        rule,
        sources(rule, inbound, graph).map((range) => rangeOf(range, "in")),
        to,
        ports(inbound),
      ),
      ...(fromGroup === undefined ? [] : between(rule, usersOf(fromGroup), to, ports(inbound))),
    ]);
  });
  // Traffic between groups needs an outbound rule too. The inbound one is shown, as both say the same.
  const outbound = graph.ofType(EGRESS_RULE).flatMap((rule) => {
    const range = textOf(rule, "cidrIpv4") ?? textOf(rule, "cidrIpv6") ?? prefixListOf(rule);
    if (range === undefined) return [];
    const { ipProtocol, fromPort, toPort } = rule.inputs;
    return between(rule, usersOf(groupOf(rule, graph)), [rangeOf(range, "out")], ports(portsOf(ipProtocol, fromPort, toPort)));
  });
  return {
    arrows: merged([...inbound, ...outbound, ...bucketArrows(graph, boxes, (from) => rangeOf(from, "in"))]),
    outside: [...outside.values()],
  };
}

/** One arrow for all rules that say the same. */
function merged(all: readonly Arrow[]): Arrow[] {
  const byKey = new Map<string, Arrow>();
  for (const arrow of all) {
    const known = byKey.get(arrow.key);
    byKey.set(
      arrow.key,
      known === undefined
        ? arrow
        : { ...known, rules: [...known.rules, ...arrow.rules], urns: [...new Set([...known.urns, ...arrow.urns])] },
    );
  }
  return [...byKey.values()];
}

/** A group with rules inside has a description of its own, which is no reason for one of them. */
function reasonOf(rule: Registered): string {
  return (rule.type === GROUP ? undefined : textOf(rule, "description")) ?? "no reason given";
}

function prefixListOf(rule: Registered): string | undefined {
  const list = textOf(rule, "prefixListId");
  return list === undefined ? undefined : `prefix list ${list}`;
}

function outsideOf(range: string, direction: Outside["direction"], graph: Graph): Outside {
  const everybody = isEverybody(range);
  const ofVpc = graph.ofType("aws:ec2/vpc:Vpc").some((vpc) => textOf(vpc, "cidrBlock") === range);
  const words = direction === "in" ? "Anybody on the internet" : "Anywhere on the internet";
  return {
    key: `${direction} ${range}`,
    title: everybody
      ? words
      : ofVpc
        ? "Anything in this VPC"
        : range.startsWith("a new address")
          ? "The stack itself"
          : "Address range",
    detail: range,
    direction,
    everybody,
  };
}

function bucketArrows(graph: Graph, boxes: readonly Box[], elsewhere: (from: string) => End): Arrow[] {
  return readableBuckets(graph).map(({ from, to, what, because, users }) => {
    const endpoint = boxes.find(
      ({ kind, title }) => kind === "endpoint" && title === "endpoint S3" && from.includes("through the endpoint"),
    );
    const by = users === undefined ? "" : `, used by ${users.join(", ")}`;
    return {
      key: [to, because, what].join(" "),
      from: (endpoint ?? elsewhere(from)).key,
      to,
      port: "443",
      because: `${what}: ${from}${by}`,
      allowedBy: "bucket policy",
      rules: [because],
      urns: [],
    };
  });
}
