import type { Rule } from "../../rule.ts";
import { dataStoresSendNothing } from "./data-stores-send-nothing.ts";
import { defaultGroupClosed } from "./default-group-closed.ts";
import { egressByPort } from "./egress-by-port.ts";
import { flowLogsOn } from "./flow-logs-on.ts";
import { instanceVolumesEncrypted } from "./instance-volumes-encrypted.ts";
import { instancesPrivate } from "./instances-private.ts";
import { instancesReachedByOwnBalancer } from "./instances-reached-by-own-balancer.ts";
import { instancesRequireMetadataTokens } from "./instances-require-metadata-tokens.ts";
import { instancesWithoutKeyPair } from "./instances-without-key-pair.ts";
import { networkAclsDenyConsoles } from "./network-acls-deny-consoles.ts";
import { noForeignNetworks } from "./no-foreign-networks.ts";
import { noPublicIngress } from "./no-public-ingress.ts";
import { privateSubnetsWithoutInternet } from "./private-subnets-without-internet.ts";
import { publicAddressesOfGateways } from "./public-addresses-of-gateways.ts";
import { publicGroupsOfBalancers } from "./public-groups-of-balancers.ts";
import { redisReachedByInstances } from "./redis-reached-by-instances.ts";
import { relayCacheReachedByTasks } from "./relay-cache-reached-by-tasks.ts";
import { securityGroupsUnshared } from "./security-groups-unshared.ts";
import { sqlServerReachedByInstances } from "./sql-server-reached-by-instances.ts";
import { subnetsAssignNoAddresses } from "./subnets-assign-no-addresses.ts";
import { tasksReachedByBalancer } from "./tasks-reached-by-balancer.ts";
import { userDataWithoutSecrets } from "./user-data-without-secrets.ts";

export const networkRules: readonly Rule[] = [
  noPublicIngress,
  publicGroupsOfBalancers,
  sqlServerReachedByInstances,
  redisReachedByInstances,
  relayCacheReachedByTasks,
  instancesReachedByOwnBalancer,
  tasksReachedByBalancer,
  securityGroupsUnshared,
  dataStoresSendNothing,
  egressByPort,
  defaultGroupClosed,
  flowLogsOn,
  networkAclsDenyConsoles,
  subnetsAssignNoAddresses,
  privateSubnetsWithoutInternet,
  noForeignNetworks,
  publicAddressesOfGateways,
  instancesPrivate,
  instancesRequireMetadataTokens,
  instancesWithoutKeyPair,
  instanceVolumesEncrypted,
  userDataWithoutSecrets,
];
