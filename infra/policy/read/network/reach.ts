import { type Check, onStack, quote } from "../../rule.ts";
import { type GroupRule, RULE_TYPES, rulesOf } from "./group-rules.ts";
import { isGroup, type Kind, type Use } from "./group-users.ts";
import { openings } from "./public-openings.ts";
import { SecurityGroups } from "./security-groups.ts";

export interface Reach {
  /** What is reached. */
  readonly target: Kind;
  /** Its ports; undefined where it has no fixed ones, or they are not known. Then a rule is for one port of any number. */
  readonly ports: (target: Use) => readonly number[] | undefined;
  /** True if `source` may reach `target`. */
  readonly mayReach: (source: Use, target: Use) => boolean;
  /** Everything that may, in the words of a finding: "the instances of the products". */
  readonly sources: string;
}

/**
 * A check that only the security groups of certain resources reach another one, each on exactly one TCP port. What is open to
 * everybody is left to `no-public-ingress` and `public-groups-of-balancers`.
 */
export function reachedBy(reach: Reach): Check {
  return onStack(RULE_TYPES, (_, resource, all) => {
    const groups = SecurityGroups.of(all);
    const found = rulesOf(resource).flatMap((rule) => {
      if (!rule.inbound) return [];
      const targets = groups.holders(rule, reach.target);
      if (targets.length === 0) return [];
      const open = openings(groups.rulesOf(groups.ownerOf(rule), true), all);
      if (open.some(({ rules }) => rules.some((one) => isSame(one, rule)))) return [];
      return targets.flatMap((target) => [...portFindings(reach, rule, target), ...sourceFindings(reach, rule, target, groups)]);
    });
    return [...new Set(found)];
  });
}

/** The rules of a resource are read anew each time. */
function isSame(a: GroupRule, b: GroupRule): boolean {
  return a.resource.urn === b.resource.urn && JSON.stringify([a.ranges, a.ports]) === JSON.stringify([b.ranges, b.ports]);
}

function portFindings({ ports }: Reach, rule: GroupRule, target: Use): string[] {
  const own = ports(target);
  const { from, to } = rule.ports;
  if (rule.protocol === "tcp" && from === to && (own === undefined || own.includes(from))) return [];
  const expected = own === undefined ? "one TCP port" : `TCP port ${own.join(" or ")}`;
  return [
    `an inbound rule of ${quote(target.holder.name)} must be for ${expected}, got ${rule.protocol}, ports ${from} to ${to}`,
  ];
}

function sourceFindings(reach: Reach, rule: GroupRule, target: Use, groups: SecurityGroups): string[] {
  const strangers = rule.groups
    .flatMap((reference) => groups.keysOf(reference))
    // A group of the stack that nothing uses lets nobody in, such as that of tasks which wait for the certificate.
    .filter((key) => !(isGroup(key) && groups.possibleUsersOf(key).length === 0))
    .filter((key) => !groups.possibleUsersOf(key).some((source) => reach.mayReach(source, target)));
  const got = [
    ...rule.ranges.map((range) => `the range ${quote(range)}`),
    ...rule.prefixLists.map(({ id }) => `the prefix list ${quote(id)}`),
    ...(rule.self ? ["the group itself"] : []),
    ...strangers.map((key) => `the group ${quote(key.split("::").at(-1))}${usersText(groups, key)}`),
  ];
  return got.map(
    (source) => `an inbound rule of ${quote(target.holder.name)} must name the group of ${reach.sources}, got ${source}`,
  );
}

function usersText(groups: SecurityGroups, key: string): string {
  const names = [...new Set(groups.usersOf(key).map(({ kind, holder }) => `the ${kind} of ${quote(holder.name)}`))];
  return names.length === 0 ? ", which is not of this stack" : ` of ${names.join(" and ")}`;
}
