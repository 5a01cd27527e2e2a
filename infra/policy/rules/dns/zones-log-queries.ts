import { pointsAt } from "../../read/points-at.ts";
import { dnsZone } from "../../read/resource-types.ts";
import { textOf } from "../../read/unknown-values.ts";
import { type CheckedResource, onStack, type Rule } from "../../rule.ts";

function isLogOf(other: CheckedResource, zone: CheckedResource): boolean {
  if (other.type !== "aws:route53/queryLog:QueryLog") return false;
  const zoneId = textOf(() => other.props.zoneId);
  return pointsAt(other, "zoneId", zone) || (zoneId !== undefined && zoneId === textOf(() => zone.props.zoneId));
}

export const zonesLogQueries: Rule = {
  name: "zones-log-queries",
  description: "A public zone logs which names are looked up.",
  remedy: "Give the zone a QueryLog, whose log group must be in us-east-1.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: ["Route53.2"],
  checks: [
    onStack(dnsZone, ({ vpcs }, zone, all) => {
      const isPrivate = Array.isArray(vpcs) && vpcs.length > 0;
      return isPrivate || all.some((other) => isLogOf(other, zone)) ? undefined : "the zone must have a QueryLog, got none";
    }),
  ],
};
