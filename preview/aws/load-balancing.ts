import type { Registered } from "../engine/engine.ts";
import { type Graph, textOf } from "../engine/graph.ts";
import type { Fact } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const loadBalancing: Service = {
  title: "Load balancers",
  types: {
    "aws:lb/listener:Listener": {
      outputs: (name, _, { accountId, region }) => ({
        arn: balancing(region, accountId, `listener/app/${name}/0/0`),
      }),
    },
    "aws:lb/listenerCertificate:ListenerCertificate": { noun: ["additional certificate", "additional certificates"] },
    "aws:lb/loadBalancer:LoadBalancer": {
      outputs: (name, _, { accountId, region }) => ({
        arn: balancing(region, accountId, `loadbalancer/app/${name}/0`),
        arnSuffix: `app/${name}/0`,
        dnsName: `${name}.${region}.elb.amazonaws.com`,
        zoneId: "Z-load-balancers",
      }),
      durations: [
        {
          seconds: 3 * 60,
          estimate: true,
          source: "no more than 5 minutes as a rule, hashicorp/terraform#24799; the provider waits 10 by default",
        },
      ],
      protection: balancerProtection,
      summary: balancerSummary,
    },
    "aws:lb/targetGroup:TargetGroup": {
      outputs: (name, _, { accountId, region }) => ({
        arn: balancing(region, accountId, `targetgroup/${name}/0`),
        arnSuffix: `targetgroup/${name}/0`,
      }),
    },
  },
  lookUps: {
    "aws:lb/getHostedZoneId:getHostedZoneId": () => ({ id: "Z-load-balancers" }),
  },
};

const balancing = (region: string, accountId: string, resource: string) =>
  `arn:aws:elasticloadbalancing:${region}:${accountId}:${resource}`;

function balancerProtection(resource: Registered, graph: Graph): Fact[] {
  const listeners = graph.referring(resource, "aws:lb/listener:Listener", "loadBalancerArn");
  const policy = listeners.map(({ inputs }) => inputs.sslPolicy).find((name) => name !== undefined);
  const { accessLogs, enableDeletionProtection, dropInvalidHeaderFields } = resource.inputs;
  return [
    [policy !== undefined, `TLS policy ${policy}`, "no HTTPS until the certificate is issued"],
    [(accessLogs as { enabled?: boolean } | undefined)?.enabled === true, "requests logged", "requests not logged"],
    [dropInvalidHeaderFields === true, "invalid headers dropped", "invalid headers let through"],
    [enableDeletionProtection === true, "deletion protection", "no deletion protection"],
  ];
}

function balancerSummary(resource: Registered, graph: Graph): string | undefined {
  const hosts = graph.referring(resource, "aws:route53/record:Record", "aliases").map((record) => textOf(record, "name"));
  return [...new Set(hosts)].join(", ") || undefined;
}
