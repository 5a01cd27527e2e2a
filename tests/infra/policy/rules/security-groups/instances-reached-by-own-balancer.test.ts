import { instancesReachedByOwnBalancer } from "../../../../../infra/policy/rules/security-groups/instances-reached-by-own-balancer.ts";
import { describeReach } from "./describe-reach.ts";

describeReach(instancesReachedByOwnBalancer, {
  group: "sg-sm",
  port: 443,
  accepted: ["sg-sm-balancer"],
  reported: ["sg-ds-balancer", "sg-relay-balancer", "sg-ds", "sg-sm", "sg-host", "sg-foreign"],
});
