import type { CheckedResource } from "../../rule.ts";
import type { GroupRule } from "./group-rules.ts";
import { rangesOfPrefixList } from "./prefix-lists.ts";
import { isEverybody } from "./ranges.ts";

/** A protocol and port that is open to everybody, by one rule or by several rules of the same group. */
export interface Opening {
  readonly protocol: string;
  readonly port: number;
  readonly rules: readonly GroupRule[];
  /** What the rules allow together. */
  readonly sources: readonly string[];
}

const WEB_PORTS: readonly number[] = [80, 443];

/**
 * The openings of one group. Each first port of a rule is looked at, as the sources of any other port are those of a first port
 * before it; and the ports after 80 and 443, which may be in a rule that begins there.
 */
export function openings(rules: readonly GroupRule[], all: readonly CheckedResource[]): Opening[] {
  const ports = [...new Set([...rules.map(({ ports: { from } }) => from), ...WEB_PORTS, ...WEB_PORTS.map((port) => port + 1)])];
  const protocols = [...new Set(rules.map(({ protocol }) => protocol))];
  return protocols.flatMap((protocol) =>
    ports.flatMap((port) => {
      const hit = rules.filter(
        (rule) => (rule.protocol === protocol || rule.protocol === "all") && rule.ports.from <= port && port <= rule.ports.to,
      );
      const sources = hit.flatMap((rule) => sourcesOf(rule, all));
      const isOpen = isEverybody(sources.filter((source) => source !== undefined)) || sources.includes(undefined);
      const texts = [...new Set(sources.map((source) => source ?? "a prefix list of somebody else"))];
      return isOpen && hit.length > 0 ? [{ protocol, port, rules: hit, sources: texts }] : [];
    }),
  );
}

export function isWeb({ protocol, port }: Opening): boolean {
  return protocol === "tcp" && WEB_PORTS.includes(port);
}

/** The ranges of a rule. Undefined stands for a list of somebody else, who may add anybody. */
function sourcesOf(rule: GroupRule, all: readonly CheckedResource[]): (string | undefined)[] {
  const ofLists = rule.prefixLists.flatMap(
    (list): readonly (string | undefined)[] => rangesOfPrefixList(list, all) ?? [undefined],
  );
  return [...rule.ranges, ...ofLists];
}
