import { loadBalancers } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const balancersDropInvalidHeaders: Rule = {
  name: "balancers-drop-invalid-headers",
  description: "Load balancers drop HTTP headers with invalid names, in which attackers smuggle requests.",
  remedy: "Set dropInvalidHeaderFields to true.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ELB.4"],
  checks: [requireValue(loadBalancers, "dropInvalidHeaderFields", true)],
};
