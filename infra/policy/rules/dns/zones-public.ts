import { hostName } from "../../read/dns/hosts.ts";
import { dnsZone } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

const isSet = (value: unknown) => Array.isArray(value) && value.length > 0;

/** True if one name is the other, or below it. */
function overlap(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

export const zonesPublic: Rule = {
  name: "zones-public",
  description:
    "No private zone hides the names of a public one. Inside the VPC, a name would lead elsewhere than outside, and nobody would see it.",
  remedy: "Delete the private zone, or give it a name of its own.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
  checks: [
    onStack(dnsZone, ({ name, vpcs }, zone, all) => {
      if (!isSet(vpcs)) return undefined;
      const own = hostName(String(name));
      const names = all.flatMap((other) => {
        if (other.urn === zone.urn) return [];
        const isPublicZone = other.type === dnsZone && !isSet(known(() => other.props.vpcs));
        const argument = isPublicZone ? "name" : other.type === "aws:acm/certificate:Certificate" ? "domainName" : undefined;
        const text = argument === undefined ? undefined : known(() => other.props[argument]);
        return typeof text === "string" ? [hostName(text)] : [];
      });
      const hidden = names.filter((other) => overlap(own, other));
      return hidden.length > 0 ? `a private zone must have a name of its own, got ${quote(name)}` : undefined;
    }),
  ],
};
