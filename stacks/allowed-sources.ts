import type { AllowedSources } from "../infra/network/allow-traffic.ts";
import type { Subnets } from "../infra/network/network.ts";
import type { Product } from "../infra/xmpro/products.ts";
import { isEverybody } from "./settings/reader/cidr.ts";
import type { Settings } from "./settings.ts";

/**
 * Who may connect to each load balancer: the ranges of the settings, and the NAT gateways, as products and relay call the products
 * by public name. With `bootstrapAllowedCidrs`, only these ranges may connect to Subscription Manager, and to the relay if
 * Subscription Manager is behind one of its hosts: everybody could reach it through the relay otherwise.
 */
export function allowedSourcesOf(settings: Settings, network: Subnets): Readonly<Record<Product | "relay", AllowedSources>> {
  const { allowedCidrs, bootstrapAllowedCidrs } = settings;
  const everybody = withOwnAddresses(allowedCidrs, "browsers in an allowed range", network);
  const ofSubscriptionManager =
    bootstrapAllowedCidrs === undefined
      ? everybody
      : withOwnAddresses(bootstrapAllowedCidrs, "browsers in a range of bootstrapAllowedCidrs", network);
  const relay = relayLeadsToSubscriptionManager(settings) ? ofSubscriptionManager : everybody;
  return { sm: ofSubscriptionManager, ds: everybody, ad: everybody, relay };
}

function withOwnAddresses(cidrBlocks: readonly string[], whose: string, network: Subnets): AllowedSources {
  const ranges = Object.fromEntries(
    cidrBlocks.map((cidrBlock) => [cidrBlock, { cidrBlock, description: isEverybody(cidrBlock) ? "browsers anywhere" : whose }]),
  );
  if (cidrBlocks.includes("0.0.0.0/0")) return ranges;
  const own = network.natAddresses.map((address, zone) => [
    `nat-${zone + 1}`,
    { cidrBlock: address.apply((ip) => `${ip}/32`), description: "the products call each other by public name" },
  ]);
  return { ...ranges, ...Object.fromEntries(own) };
}

function relayLeadsToSubscriptionManager({ relay, hosts }: Settings): boolean {
  if (relay === undefined) return false;
  const upstreams = [relay.variables.UPSTREAM, ...relay.domains.map(({ upstream }) => upstream)];
  // A host name may end in a dot, and is the same then.
  return upstreams.some((upstream) => new URL(upstream).hostname.replace(/\.$/, "") === hosts.sm);
}
