import { relayCacheReachedByTasks } from "../../../../../infra/policy/rules/security-groups/relay-cache-reached-by-tasks.ts";
import { describeReach } from "./describe-reach.ts";

describeReach(relayCacheReachedByTasks, {
  group: "sg-cache",
  port: 6380,
  accepted: ["sg-tasks"],
  reported: ["sg-sm", "sg-host", "sg-relay-balancer", "sg-foreign"],
});
