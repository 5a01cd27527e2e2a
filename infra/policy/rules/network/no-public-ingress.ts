import { type GroupRule, RULE_TYPES, rulesOf } from "../../read/network/group-rules.ts";
import { isWeb, type Opening, openings } from "../../read/network/public-openings.ts";
import { SecurityGroups } from "../../read/network/security-groups.ts";
import { type CheckedResource, onResource, onStack, quote, type Rule } from "../../rule.ts";

/** The rules of this resource that take part in an opening which is not for the web. */
function findingsAbout(resource: CheckedResource, found: readonly Opening[]): string[] {
  const forbidden = found.filter((opening) => !isWeb(opening));
  const mine = new Map<GroupRule, Opening>();
  for (const opening of forbidden) for (const rule of opening.rules) if (!mine.has(rule)) mine.set(rule, opening);
  return [...mine]
    .filter(([rule]) => rule.resource.urn === resource.urn && (rule.ranges.length > 0 || rule.prefixLists.length > 0))
    .map(
      ([{ protocol, ports }, { sources }]) =>
        `an inbound rule for ${quote(sources)} must be for TCP port 80 or 443 only, ` +
        `got protocol ${quote(protocol)}, ports ${ports.from} to ${ports.to}`,
    );
}

const inbound = (resource: CheckedResource) => rulesOf(resource).filter((rule) => rule.inbound);

export const noPublicIngress: Rule = {
  name: "no-public-ingress",
  description: "Nothing but the ports 80 and 443 accepts traffic from the internet.",
  remedy: "Allow only the address ranges or security groups that need the port, or put a load balancer in front.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["EC2.13", "EC2.14", "EC2.18", "EC2.19", "EC2.53", "EC2.54", "CIS 5.3", "CIS 5.4"],
  checks: [
    // Alone, so that the rule is refused before it is created.
    onResource(RULE_TYPES, (_, resource) => findingsAbout(resource, openings(inbound(resource).map(withoutLists), []))),
    // Together with the other rules of its group, which may add up to everybody.
    onStack(RULE_TYPES, (_, resource, all) => {
      const groups = SecurityGroups.of(all);
      const owners = [...new Set(inbound(resource).map((rule) => groups.ownerOf(rule)))];
      const alone = findingsAbout(resource, openings(inbound(resource).map(withoutLists), [])).length;
      const together = owners.flatMap((owner) => findingsAbout(resource, openings(groups.rulesOf(owner, true), all)));
      return together.length > alone ? together : undefined;
    }),
  ],
};

/** Only the stack knows the entries of a prefix list. */
function withoutLists(rule: GroupRule): GroupRule {
  return { ...rule, prefixLists: [] };
}
