import { loadBalancers } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const balancersAreApplication: Rule = {
  name: "balancers-are-application",
  description: "Load balancers are Application Load Balancers: no classic one, and none that passes connections on unread.",
  remedy: 'Use aws.lb.LoadBalancer with loadBalancerType "application".',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/migrate-classic-load-balancer.html",
  checks: [
    onResource(loadBalancers, ({ loadBalancerType }) =>
      // The default is "application".
      loadBalancerType === undefined || loadBalancerType === null || loadBalancerType === "application"
        ? undefined
        : `loadBalancerType must be "application", got ${quote(loadBalancerType)}`,
    ),
    onResource(
      "aws:elb/loadBalancer:LoadBalancer",
      () => "a load balancer must be an application load balancer, got a classic one",
    ),
  ],
};
