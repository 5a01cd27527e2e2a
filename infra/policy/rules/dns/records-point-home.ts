import { isOfStack, targetsOf } from "../../read/dns/targets.ts";
import { dnsRecord } from "../../read/resource-types.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

export const recordsPointHome: Rule = {
  name: "records-point-home",
  description:
    "DNS records point to resources of the same stack, with which they come and go. Whoever gets a name or an address that was given up answers for its record.",
  remedy: "Refer to the resource, or delete the record. A record of something else belongs to the stack that creates it.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/customdomains.html",
  checks: [
    onStack(dnsRecord, (_, record, all) =>
      targetsOf(record)
        .filter((target) => !isOfStack(target, record, all))
        .map(({ name }) => `a record must point to a resource of this stack, got ${quote(name)}`),
    ),
  ],
};
