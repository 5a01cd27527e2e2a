import { hostName } from "../../read/dns/hosts.ts";
import { certificate, dnsRecord, dnsZone } from "../../read/resource-types.ts";
import { known, strings } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

/** Amazon's names in a CAA record (AWS Certificate Manager User Guide, "Configure a CAA record"). */
const AMAZON = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];

/** True for a value that lets nobody but Amazon issue: `0 issue "amazon.com"`, or `0 issuewild ";"`, which lets nobody. */
function isNarrow(value: string): boolean {
  const [, tag = "", issuer = ""] = /^\s*\d+\s+(\w+)\s+"?([^"]*)"?\s*$/.exec(value) ?? [];
  // A parameter after the semicolon narrows the issuer further.
  const name = hostName(issuer.split(";")[0] ?? "");
  return tag.toLowerCase() === "iodef" || (/^issue(wild|mail|vmc)?$/i.test(tag) && (name === "" || AMAZON.includes(name)));
}

export const zonesLimitIssuers: Rule = {
  name: "zones-limit-issuers",
  description:
    "While Amazon issues the stack's certificate, a CAA record of each zone lets no other authority issue one for its names.",
  remedy: 'Give the zone a record of type CAA with the value 0 issue "amazon.com".',
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html",
  checks: [
    onStack(dnsZone, ({ name }, zone, all) => {
      const requested = all.some(
        ({ type, props }) => type === certificate && known(() => String(props.validationMethod).toUpperCase()) === "DNS",
      );
      if (!requested) return undefined;
      const hasRecord = all.some(({ type, props }) => {
        if (type !== dnsRecord || known(() => String(props.type).toUpperCase()) !== "CAA") return false;
        const issues = strings(known(() => props.records)).some((value) => /^\s*\d+\s+issue\s/i.test(value));
        return issues && hostName(String(known(() => props.name))) === hostName(String(name));
      });
      return hasRecord ? undefined : `the zone ${quote(zone.name)} must have a CAA record, got none`;
    }),
    onResource(dnsRecord, ({ type, records }) =>
      String(type).toUpperCase() === "CAA"
        ? strings(records)
            .filter((value) => !isNarrow(value))
            .map((value) => `a CAA record must name amazon.com only, got ${quote(value)}`)
        : undefined,
    ),
  ],
};
