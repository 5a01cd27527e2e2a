import { tasksReachedByBalancer } from "../../../../../infra/policy/rules/security-groups/tasks-reached-by-balancer.ts";
import { describeReach } from "./describe-reach.ts";

describeReach(tasksReachedByBalancer, {
  group: "sg-tasks",
  port: 8080,
  accepted: ["sg-relay-balancer"],
  reported: ["sg-sm-balancer", "sg-sm", "sg-tasks", "sg-foreign"],
});
