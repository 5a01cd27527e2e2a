import { known } from "../../read/unknown-values.ts";
import type { CheckedResource } from "../../rule.ts";

const SUBNET = "aws:ec2/subnet:Subnet";
/** Zones of a stack in a VPC that it has not created, if nothing else tells. Load balancers need two at least. */
const UNKNOWN = 2;

/** Number of zones of the stack's own VPC, for what is in each zone while the list of its subnets is not known yet. */
export function zonesOf(all: readonly CheckedResource[]): number {
  const zones = all.flatMap((resource) => {
    if (resource.type !== SUBNET) return [];
    const zone = known(() => resource.props.availabilityZone);
    return typeof zone === "string" ? [zone] : (/-(\d+)$/.exec(resource.name)?.[1] ?? []);
  });
  return new Set(zones).size || UNKNOWN;
}
