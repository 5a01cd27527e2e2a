import { loadBalancers } from "../../read/resource-types.ts";
import { onResource, type Rule } from "../../rule.ts";

const count = (list: unknown) => (Array.isArray(list) ? list.length : 0);

export const balancersSpanZones: Rule = {
  name: "balancers-span-zones",
  description: "Load balancers are in two availability zones or more.",
  remedy: "Give the load balancer subnets in two zones.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ELB.13"],
  checks: [
    onResource(loadBalancers, ({ subnets, subnetMappings }) => {
      // The same subnet twice is in one zone.
      const known = Array.isArray(subnets) ? new Set(subnets).size : 0;
      const zones = Math.max(known, count(subnetMappings));
      return zones >= 2 ? undefined : `subnets must be two or more, each in a different zone, got ${zones}`;
    }),
  ],
};
