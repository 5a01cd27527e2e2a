import { inProd } from "../../in-prod.ts";
import { loadBalancers } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const balancersProtected: Rule = {
  name: "balancers-protected",
  description: "In production, AWS refuses to delete a load balancer.",
  remedy: "In the stack prod, set enableDeletionProtection to true.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ELB.6"],
  checks: [inProd(requireValue(loadBalancers, "enableDeletionProtection", true))],
};
