import type * as aws from "@pulumi/aws";
import { inProd } from "../in-prod.ts";
import { demand, onResource, quote, type Rule } from "../rule.ts";

const BALANCERS = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const MODES: readonly unknown[] = ["defensive", "strictest"];

export const balancersGuarded: Rule = {
  name: "balancers-guarded",
  description:
    "Load balancers stand in two zones, drop what is no HTTP, and write down who asked for what; in production nobody deletes one by mistake (ELB.4, ELB.5, ELB.6, ELB.12, ELB.13).",
  remedy: "Set dropInvalidHeaderFields, desyncMitigationMode and accessLogs, and in the stack prod enableDeletionProtection.",
  severity: "medium",
  controls: ["ELB.4", "ELB.5", "ELB.6", "ELB.12", "ELB.13"],
  checks: [
    demand<aws.lb.LoadBalancerArgs>(BALANCERS, "dropInvalidHeaderFields", true),
    onResource<aws.lb.LoadBalancerArgs>(BALANCERS, ({ accessLogs }) => {
      const enabled = (accessLogs as { enabled?: unknown } | undefined)?.enabled;
      return enabled === true ? undefined : `accessLogs.enabled must be true, got ${quote(enabled)}`;
    }),
    onResource<aws.lb.LoadBalancerArgs>(BALANCERS, ({ desyncMitigationMode }) =>
      // Left out it is "defensive".
      desyncMitigationMode === undefined || MODES.includes(desyncMitigationMode)
        ? undefined
        : `desyncMitigationMode must be "defensive" or "strictest", got ${quote(desyncMitigationMode)}`,
    ),
    onResource<aws.lb.LoadBalancerArgs>(BALANCERS, ({ subnets, subnetMappings }) => {
      const count = [subnets, subnetMappings].map((list) => (Array.isArray(list) ? list.length : 0));
      return Math.max(...count) >= 2 ? undefined : `subnets must be two or more, each in another zone, got ${Math.max(...count)}`;
    }),
    inProd(demand<aws.lb.LoadBalancerArgs>(BALANCERS, "enableDeletionProtection", true)),
  ],
};
