import { loadBalancers } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const MODES: readonly unknown[] = ["defensive", "strictest"];

export const balancersMitigateDesync: Rule = {
  name: "balancers-mitigate-desync",
  description: "Load balancers refuse requests that a target may read differently (HTTP desync).",
  remedy: 'Set desyncMitigationMode to "strictest", or to "defensive".',
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ELB.12"],
  checks: [
    onResource(loadBalancers, ({ desyncMitigationMode }) =>
      // The default is "defensive".
      desyncMitigationMode === undefined || desyncMitigationMode === null || MODES.includes(desyncMitigationMode)
        ? undefined
        : `desyncMitigationMode must be "defensive" or "strictest", got ${quote(desyncMitigationMode)}`,
    ),
  ],
};
