import { sqlServerReachedByInstances } from "../../../../../infra/policy/rules/security-groups/sql-server-reached-by-instances.ts";
import { describeReach } from "./describe-reach.ts";

describeReach(sqlServerReachedByInstances, {
  group: "sg-database",
  port: 1433,
  accepted: ["sg-sm", "sg-ds", "sg-host"],
  reported: ["sg-sm-balancer", "sg-relay-balancer", "sg-tasks", "sg-endpoint", "sg-redis", "sg-foreign", "sg-database"],
});
