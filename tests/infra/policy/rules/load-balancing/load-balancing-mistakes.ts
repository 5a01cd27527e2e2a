import type { Mistake } from "../../mistake.ts";

const redirect = (change: object) => ({
  defaultActions: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301", ...change } }],
});

export const loadBalancingMistakes: readonly Mistake[] = [
  [
    "balancers-log-access",
    "a load balancer without access logs",
    { of: "LoadBalancer", props: { accessLogs: { enabled: false, bucket: "logs" } } },
  ],
  [
    "balancers-protected",
    "a load balancer without deletion protection",
    { of: "LoadBalancer", props: { enableDeletionProtection: false } },
  ],
  [
    "balancers-drop-invalid-headers",
    "a load balancer that passes invalid headers",
    { of: "LoadBalancer", props: { dropInvalidHeaderFields: undefined } },
  ],
  [
    "balancers-mitigate-desync",
    "a load balancer that only counts ambiguous requests",
    { of: "LoadBalancer", props: { desyncMitigationMode: "monitor" } },
  ],
  ["balancers-span-zones", "a load balancer in one zone", { of: "LoadBalancer", props: { subnets: ["network-public-1-id"] } }],
  [
    "balancers-are-application",
    "a load balancer that does not read requests",
    { of: "LoadBalancer", props: { loadBalancerType: "network" } },
  ],
  [
    "balancers-behind-web-acl",
    "an environment in production without a web ACL",
    { of: "WebAclAssociation", name: "products-sm", gone: true },
  ],
  ["balancers-behind-web-acl", "a relay in production without a web ACL", { of: "WebAclAssociation", name: "relay", gone: true }],
  ["web-acls-block", "a web ACL without rules", { of: "WebAcl", name: "relay", props: { rules: [] } }],
  [
    "web-acls-block",
    "a web ACL whose rules are an empty text",
    { of: "WebAcl", name: "relay", props: { rules: undefined, ruleJson: "[]" } },
  ],
  [
    "web-acls-block",
    "a web ACL that lets everybody past its rules",
    { of: "WebAcl", name: "relay", props: { rules: [{ name: "all", action: { allow: {} } }] } },
  ],
  ["web-acls-block", "a web ACL without a log", { of: "WebAclLoggingConfiguration", name: "products", gone: true }],
  [
    "listeners-strong-tls",
    "a relay with old TLS",
    { of: "Listener", name: "relay", props: { sslPolicy: "ELBSecurityPolicy-2016-08" } },
  ],
  [
    "listeners-strong-tls",
    "a load balancer with old TLS",
    { of: "Environment", name: "sm", settings: { "aws:elbv2:listener:443/SSLPolicy": "ELBSecurityPolicy-2016-08" } },
  ],
  [
    "listeners-encrypted",
    "a relay that serves requests on port 80",
    { of: "Listener", name: "relay-redirect", props: { defaultActions: [{ type: "forward" }] } },
  ],
  [
    "listeners-encrypted",
    "a rule that serves requests on port 80",
    {
      of: "Listener",
      extra: {
        type: "aws:lb/listenerRule:ListenerRule",
        props: { listenerArn: "arn", actions: [{ type: "forward" }], conditions: [] },
        refers: { listenerArn: ["Listener", "relay-redirect"] },
      },
    },
  ],
  [
    "redirects-stay-here",
    "a redirect to a foreign host",
    { of: "Listener", name: "relay-redirect", props: redirect({ host: "xmpro.example.net" }) },
  ],
  [
    "redirects-stay-here",
    "a redirect from HTTPS to HTTP",
    { of: "Listener", name: "relay", props: redirect({ protocol: "HTTP" }) },
  ],
  [
    "authentication-not-skipped",
    "a login that nobody needs",
    {
      of: "Listener",
      name: "relay",
      props: {
        defaultActions: [
          { type: "authenticate-oidc", authenticateOidc: { onUnauthenticatedRequest: "allow" } },
          { type: "forward" },
        ],
      },
    },
  ],
  [
    "targets-in-vpc",
    "targets that anybody may register",
    { of: "TargetGroup", name: "relay", props: { targetType: "instance" } },
  ],
];
