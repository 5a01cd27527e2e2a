import type { ExistingNetwork, NewNetwork } from "../settings/network.ts";
import type { Settings } from "../settings.ts";
import type { DeployedStack } from "./deployed-stack.ts";
import { type DeployedNetwork, deployedNetwork } from "./network-facts.ts";

const WHY = "database, cache and environments cannot move to another network";
const INSTEAD = "set it back, or remove the deployed stack (docs/remove.md) and deploy it again";

/** Subnet groups, environments and load balancers never leave their VPC, and database and cache never leave their subnets. */
export function networkProblems({ network }: Settings, stack: DeployedStack): string[] {
  const deployed = deployedNetwork(stack);
  if (deployed === undefined) return [];
  return network.kind === "new" ? createdNetworkProblems(network, deployed) : existingNetworkProblems(network, deployed);
}

function createdNetworkProblems({ cidrBlock, zones }: NewNetwork, deployed: DeployedNetwork): string[] {
  if (deployed.cidrBlock === undefined) {
    return [`xmpro:vpcId must stay "${deployed.vpcId}", the deployed stack's (${WHY}), got nothing; ${INSTEAD}`];
  }
  if (deployed.cidrBlock !== cidrBlock) {
    return [`xmpro:vpcCidr must stay "${deployed.cidrBlock}", the deployed stack's (${WHY}), got "${cidrBlock}"; ${INSTEAD}`];
  }
  if (deployed.zones.length > zones) {
    return [
      `xmpro:availabilityZones must be at least ${deployed.zones.length}, the deployed stack's (database and cache may be in the zone that would be removed), got "${zones}"; ${INSTEAD}`,
    ];
  }
  return [];
}

function existingNetworkProblems({ vpcId, isolatedSubnetIds }: ExistingNetwork, deployed: DeployedNetwork): string[] {
  if (deployed.cidrBlock !== undefined) {
    return [`xmpro:vpcId must not be set, because the deployed stack created its own VPC (${WHY}), got "${vpcId}"; ${INSTEAD}`];
  }
  if (deployed.vpcId !== vpcId) {
    return [`xmpro:vpcId must stay "${deployed.vpcId}", the deployed stack's (${WHY}), got "${vpcId}"; ${INSTEAD}`];
  }
  const gone = deployed.storeSubnetIds.filter((id) => !isolatedSubnetIds.includes(id));
  if (gone.length === 0) return [];
  return [
    `xmpro:isolatedSubnetIds must keep all subnets that database and cache are deployed in (AWS refuses to remove one; others may be added), got a list without ${gone.map((id) => `"${id}"`).join(", ")}; when it is not set, xmpro:privateSubnetIds are used`,
  ];
}
