import type { Output } from "@pulumi/pulumi";
import type { Environment } from "../infra/beanstalk/environment.ts";
import { Monitoring } from "../infra/monitoring/monitoring.ts";
import type { Relay } from "../infra/relay/relay.ts";
import { PRODUCTS, type Product } from "../infra/xmpro/products.ts";
import type { DataStore } from "./data-stores.ts";
import { environmentName } from "./products.ts";
import type { Settings } from "./settings.ts";

/** What runs in the stack. */
interface Running {
  /** First part of every fixed name, "xmpro-prod". */
  readonly prefix: string;
  readonly topicArn: Output<string>;
  readonly environments: Partial<Record<Product, Environment>>;
  readonly sql: DataStore;
  readonly redis: DataStore & { readonly nodeIds?: readonly Output<string>[] };
  readonly relay: Relay | undefined;
  readonly certificateArn: Output<string> | undefined;
}

/** The alarms of everything that the stack creates, and its dashboard. An existing server has its own monitoring. */
export function monitoring(settings: Settings, { prefix, environments, sql, redis, relay, ...running }: Running): Monitoring {
  const watched = Object.entries(environments).map(([product, component]) => [
    product,
    {
      component,
      title: PRODUCTS[product as Product].title,
      environmentName: environmentName(prefix, product as Product),
      balancerArnSuffix: component.balancerArn.apply((arn) => arn.split(":loadbalancer/")[1] ?? ""),
      autoscalingGroupName: component.autoscalingGroupName,
    },
  ]);
  const { identifier } = sql;
  const { nodeIds } = redis;
  return new Monitoring("monitoring", {
    region: settings.region,
    dashboardName: prefix,
    topicArn: running.topicArn,
    environments: Object.fromEntries(watched),
    database:
      settings.sql.kind === "new" && identifier !== undefined
        ? { identifier, allocatedStorage: settings.sql.allocatedStorage }
        : undefined,
    redis: nodeIds === undefined ? undefined : { nodeIds },
    service:
      relay === undefined
        ? undefined
        : {
            title: "Relay",
            balancerArnSuffix: relay.balancerArnSuffix,
            clusterName: relay.clusterName,
            serviceName: relay.serviceName,
            cacheName: relay.cacheName,
            alarms: relay.alarms,
          },
    // The relay's own alarms watch the certificate, which is the same.
    certificateArn: relay === undefined ? running.certificateArn : undefined,
  });
}
