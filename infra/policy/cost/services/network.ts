import { known } from "../../read/unknown-values.ts";
import { GB_THROUGH_ENDPOINT, GB_THROUGH_NAT } from "../assumptions.ts";
import { byUse, type CostOf, fixed, HOURS } from "../charge.ts";
import { listLength } from "./list-length.ts";
import { addressCharges, loadBalancerCharges, plural } from "./load-balancer-charges.ts";
import { zonesOf } from "./zones-of.ts";

export const natGatewayCost: CostOf = () => [
  fixed("NAT gateway", "nat-hour", HOURS),
  byUse("data through the NAT gateway", "nat-gb", GB_THROUGH_NAT, `${GB_THROUGH_NAT} GB a month`),
];

/** A public address is billed whether it is attached or not. */
export const addressCost: CostOf = () => addressCharges(1, "public IPv4 address");

/**
 * An interface endpoint has an address in each of its zones. A gateway endpoint is free. Of the other types, the table has no price.
 * A type that is not known yet counts as an interface: it must not make the stack look cheaper.
 */
export const endpointCost: CostOf = ({ props }, all) => {
  const type = known(() => String(props.vpcEndpointType ?? "Gateway")) ?? "Interface";
  if (type === "Gateway") return [];
  if (type !== "Interface") return [fixed(`endpoint of the type ${type}`, `endpoint-${type}-hour`, HOURS)];
  const zones = listLength(() => props.subnetIds) ?? zonesOf(all);
  return [
    fixed(`endpoint in ${plural(zones, "zone")}`, "endpoint-hour", zones * HOURS),
    byUse("data through the endpoint", "endpoint-gb", GB_THROUGH_ENDPOINT, `${GB_THROUGH_ENDPOINT} GB a month`),
  ];
};

export const loadBalancerCost: CostOf = ({ props }, all) => {
  const kind = String(known(() => props.loadBalancerType) ?? "application");
  const zones = listLength(() => props.subnets) || listLength(() => props.subnetMappings) || zonesOf(all);
  const withoutAddress = known(() => props.ipAddressType) === "dualstack-without-public-ipv4";
  const isPublic = known(() => props.internal) !== true;
  return loadBalancerCharges(kind, withoutAddress ? 0 : zones, isPublic);
};
