import type { Mistake } from "../../mistake.ts";

export const loadBalancingMistakes: readonly Mistake[] = [
  ["balancers-guarded", "a load balancer without access logs", { of: "LoadBalancer", props: { accessLogs: undefined } }],
  [
    "balancers-guarded",
    "a load balancer without deletion protection",
    { of: "LoadBalancer", props: { enableDeletionProtection: false } },
  ],
  [
    "tls-everywhere",
    "a relay with old TLS",
    { of: "Listener", name: "relay", props: { sslPolicy: "ELBSecurityPolicy-2016-08" } },
  ],
  [
    "tls-everywhere",
    "a relay that serves requests on port 80",
    { of: "Listener", name: "relay-redirect", props: { defaultActions: [{ type: "forward" }] } },
  ],
  [
    "tls-everywhere",
    "a load balancer with old TLS",
    { of: "Environment", name: "sm", settings: { "aws:elbv2:listener:443/SSLPolicy": "ELBSecurityPolicy-2016-08" } },
  ],
];
