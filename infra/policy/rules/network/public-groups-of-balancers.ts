import { RULE_TYPES, rulesOf } from "../../read/network/group-rules.ts";
import { isWeb, openings } from "../../read/network/public-openings.ts";
import { SecurityGroups } from "../../read/network/security-groups.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

export const publicGroupsOfBalancers: Rule = {
  name: "public-groups-of-balancers",
  description: "Only load balancers use a security group that accepts traffic from the internet.",
  remedy: "Give the load balancer a security group of its own, and let it alone accept the internet.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  checks: [
    onStack(RULE_TYPES, (_, resource, all) => {
      const groups = SecurityGroups.of(all);
      const owners = new Set(
        rulesOf(resource)
          .filter(({ inbound }) => inbound)
          .map((rule) => groups.ownerOf(rule)),
      );
      return [...owners].flatMap((owner) => {
        const isPublic = openings(groups.rulesOf(owner, true), all)
          .filter(isWeb)
          .some(({ rules }) => rules.some((rule) => rule.resource.urn === resource.urn && rule.ranges.length > 0));
        if (!isPublic) return [];
        return groups
          .usersOf(owner)
          .filter(({ kind }) => kind !== "load balancer")
          .map(
            ({ holder }) =>
              `an inbound rule for everybody must be in the security group of a load balancer, got that of ${quote(holder.name)}`,
          );
      });
    }),
  ],
};
