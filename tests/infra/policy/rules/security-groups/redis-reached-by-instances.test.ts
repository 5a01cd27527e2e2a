import { redisReachedByInstances } from "../../../../../infra/policy/rules/security-groups/redis-reached-by-instances.ts";
import { describeReach } from "./describe-reach.ts";

describeReach(redisReachedByInstances, {
  group: "sg-redis",
  port: 6379,
  accepted: ["sg-sm", "sg-ds", "sg-host"],
  reported: ["sg-sm-balancer", "sg-tasks", "sg-cache", "sg-foreign"],
});
