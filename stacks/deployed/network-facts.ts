import type { DeployedResource, DeployedStack } from "./deployed-stack.ts";

/** The network that a stack is deployed in. */
export interface DeployedNetwork {
  readonly vpcId: string;
  /** IPv4 range of a network of the stack's own; none for an existing one. */
  readonly cidrBlock?: string;
  /** Of a network of the stack's own: one a zone, in the zones' order. */
  readonly zones: readonly DeployedZone[];
  /** Where database and cache are. */
  readonly storeSubnetIds: readonly string[];
}

export interface DeployedZone {
  readonly availabilityZone: string;
  readonly private: string;
  readonly public: string;
  readonly isolated: string;
}

const SUBNET = "aws:ec2/subnet:Subnet";
const STORES = ["aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"];
/** What cannot move to another network once it is deployed. */
const BOUND_TO_NETWORK = [...STORES, "aws:elasticbeanstalk/environment:Environment", "aws:lb/loadBalancer:LoadBalancer"];

/** The network, once something is in it that cannot leave it. A network alone may still be replaced. */
export function deployedNetwork(stack: DeployedStack): DeployedNetwork | undefined {
  if (!BOUND_TO_NETWORK.some((type) => stack.ofType(type).length > 0)) return undefined;
  const own = stack.find("aws:ec2/vpc:Vpc", "network");
  const vpcId = own?.outputs.id ?? stack.find("xmpro-aws:infra:ExistingNetwork", "network")?.outputs.vpcId;
  if (typeof vpcId !== "string") return undefined;
  const storeSubnetIds = [...new Set(STORES.flatMap((type) => stack.ofType(type)).flatMap(subnetIds))];
  const { cidrBlock } = own?.outputs ?? {};
  return { vpcId, zones: zonesOf(stack), storeSubnetIds, ...(typeof cidrBlock === "string" ? { cidrBlock } : {}) };
}

/** Zones of a network of the stack's own, also while nothing else is in it. */
export function zonesOf(stack: DeployedStack): DeployedZone[] {
  const range = (kind: string, zone: number) => stack.find(SUBNET, `network-${kind}-${zone}`)?.outputs;
  const zones: DeployedZone[] = [];
  for (let zone = 1; ; zone++) {
    const [inside, outside, isolated] = ["private", "public", "isolated"].map((kind) => range(kind, zone));
    if (inside === undefined || outside === undefined || isolated === undefined) return zones;
    zones.push({
      availabilityZone: String(inside.availabilityZone),
      private: String(inside.cidrBlock),
      public: String(outside.cidrBlock),
      isolated: String(isolated.cidrBlock),
    });
  }
}

function subnetIds({ outputs }: DeployedResource): string[] {
  return Array.isArray(outputs.subnetIds) ? outputs.subnetIds.map(String) : [];
}
