import { inProd } from "../in-prod.ts";
import { loadBalancers } from "../read/resource-types.ts";
import { onResource, quote, type Rule, requireValue } from "../rule.ts";

const MODES: readonly unknown[] = ["defensive", "strictest"];

export const balancersGuarded: Rule = {
  name: "balancers-guarded",
  description:
    "Load balancers stand in two zones, drop what is no HTTP, and write down who asked for what; in production nobody deletes one by mistake.",
  remedy: "Set dropInvalidHeaderFields, desyncMitigationMode and accessLogs, and in the stack prod enableDeletionProtection.",
  severity: "medium",
  controls: ["ELB.4", "ELB.5", "ELB.6", "ELB.12", "ELB.13"],
  checks: [
    requireValue(loadBalancers, "dropInvalidHeaderFields", true),
    onResource(loadBalancers, ({ accessLogs }) => {
      const enabled = (accessLogs as { enabled?: unknown } | undefined)?.enabled;
      return enabled === true ? undefined : `accessLogs.enabled must be true, got ${quote(enabled)}`;
    }),
    onResource(loadBalancers, ({ desyncMitigationMode }) =>
      // Left out it is "defensive".
      desyncMitigationMode === undefined || MODES.includes(desyncMitigationMode)
        ? undefined
        : `desyncMitigationMode must be "defensive" or "strictest", got ${quote(desyncMitigationMode)}`,
    ),
    onResource(loadBalancers, ({ subnets, subnetMappings }) => {
      const count = [subnets, subnetMappings].map((list) => (Array.isArray(list) ? list.length : 0));
      return Math.max(...count) >= 2 ? undefined : `subnets must be two or more, each in another zone, got ${Math.max(...count)}`;
    }),
    inProd(requireValue(loadBalancers, "enableDeletionProtection", true)),
  ],
};
