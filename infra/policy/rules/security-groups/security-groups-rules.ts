import type { Rule } from "../../rule.ts";
import { dataStoresSendNothing } from "./data-stores-send-nothing.ts";
import { defaultGroupClosed } from "./default-group-closed.ts";
import { egressByPort } from "./egress-by-port.ts";
import { instancesReachedByOwnBalancer } from "./instances-reached-by-own-balancer.ts";
import { noPublicIngress } from "./no-public-ingress.ts";
import { publicGroupsOfBalancers } from "./public-groups-of-balancers.ts";
import { redisReachedByInstances } from "./redis-reached-by-instances.ts";
import { relayCacheReachedByTasks } from "./relay-cache-reached-by-tasks.ts";
import { securityGroupsOfThisStack } from "./security-groups-of-this-stack.ts";
import { securityGroupsUnshared } from "./security-groups-unshared.ts";
import { sqlServerReachedByInstances } from "./sql-server-reached-by-instances.ts";
import { tasksReachedByBalancer } from "./tasks-reached-by-balancer.ts";

export const securityGroupsRules: readonly Rule[] = [
  noPublicIngress,
  publicGroupsOfBalancers,
  sqlServerReachedByInstances,
  redisReachedByInstances,
  relayCacheReachedByTasks,
  instancesReachedByOwnBalancer,
  tasksReachedByBalancer,
  securityGroupsUnshared,
  securityGroupsOfThisStack,
  dataStoresSendNothing,
  egressByPort,
  defaultGroupClosed,
];
