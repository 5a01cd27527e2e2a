import { inProd } from "../../in-prod.ts";
import { loadBalancers } from "../../read/resource-types.ts";
import { onResource, quote, type Rule, requireNestedValue, requireValue } from "../../rule.ts";

const MODES: readonly unknown[] = ["defensive", "strictest"];

export const balancersGuarded: Rule = {
  name: "balancers-guarded",
  description:
    "Load balancers span two availability zones, drop invalid HTTP headers, and write access logs. In production they have deletion protection.",
  remedy:
    "Give the load balancer subnets in two zones. Set dropInvalidHeaderFields, desyncMitigationMode and accessLogs, and in the stack prod enableDeletionProtection.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ELB.4", "ELB.5", "ELB.6", "ELB.12", "ELB.13"],
  checks: [
    requireValue(loadBalancers, "dropInvalidHeaderFields", true),
    requireNestedValue(loadBalancers, "accessLogs", "enabled", true),
    onResource(loadBalancers, ({ desyncMitigationMode }) =>
      // The default is "defensive".
      desyncMitigationMode === undefined || MODES.includes(desyncMitigationMode)
        ? undefined
        : `desyncMitigationMode must be "defensive" or "strictest", got ${quote(desyncMitigationMode)}`,
    ),
    onResource(loadBalancers, ({ subnets, subnetMappings }) => {
      const count = [subnets, subnetMappings].map((list) => (Array.isArray(list) ? list.length : 0));
      return Math.max(...count) >= 2
        ? undefined
        : `subnets must be two or more, each in a different zone, got ${Math.max(...count)}`;
    }),
    inProd(requireValue(loadBalancers, "enableDeletionProtection", true)),
  ],
};
