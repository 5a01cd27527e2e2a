import { type GroupRule, RULE_TYPES, rulesOf } from "../../read/network/group-rules.ts";
import { openings } from "../../read/network/public-openings.ts";
import { SecurityGroups } from "../../read/network/security-groups.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

function isOnePort({ protocol, ports }: GroupRule): boolean {
  return protocol === "tcp" && ports.from === ports.to;
}

export const egressByPort: Rule = {
  name: "egress-by-port",
  description: "Outbound rules to the whole internet allow single TCP ports only.",
  remedy: "Replace the outbound rule by one for each TCP port that is needed.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  checks: [
    onStack(RULE_TYPES, (_, resource, all) => {
      const groups = SecurityGroups.of(all);
      return rulesOf(resource)
        .filter((rule) => !rule.inbound && !isOnePort(rule) && rule.ranges.length > 0)
        .filter((rule) => {
          const wide = groups.rulesOf(groups.ownerOf(rule), false).map((one) => ({ ...one, prefixLists: [] }));
          return openings(
            wide.filter((one) => !isOnePort(one)),
            all,
          ).some(({ rules }) => rules.some((one) => one.resource.urn === resource.urn && one.ports.from === rule.ports.from));
        })
        .map(
          ({ protocol, ports, ranges }) =>
            `an outbound rule for ${quote(ranges)} must be for one TCP port, got protocol ${quote(protocol)}, ports ${ports.from} to ${ports.to}`,
        );
    }),
  ],
};
