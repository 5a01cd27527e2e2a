import { dnsRecord } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** Route 53 also returns the asterisk as its octal code. */
const WILDCARD = /^(\*|\\052)(\.|$)/;

export const recordsNoWildcard: Rule = {
  name: "records-no-wildcard",
  description: "No DNS record answers for every name below a domain.",
  remedy: "Create one record for each host name.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html",
  checks: [
    onResource(dnsRecord, ({ name }) =>
      WILDCARD.test(String(name).trim()) ? `name must be one host name, got ${quote(name)}` : undefined,
    ),
  ],
};
