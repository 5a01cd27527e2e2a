import { expect, it } from "vitest";
import { instancesReachedByOwnBalancer } from "../../../../../infra/policy/rules/security-groups/instances-reached-by-own-balancer.ts";
import { checkedResource, findingsOf, settings } from "../../checked-resource.ts";
import { describeReach } from "./describe-reach.ts";
import { from, inbound } from "./group-stack.ts";

describeReach(instancesReachedByOwnBalancer, {
  group: "sg-sm",
  port: 443,
  accepted: ["sg-sm-balancer"],
  reported: ["sg-ds-balancer", "sg-relay-balancer", "sg-ds", "sg-sm", "sg-host", "sg-foreign"],
});

it.each([
  ["no options of a process", {}, 80],
  ["a second process alone", { "aws:elasticbeanstalk:environment:process:api/Port": "8080" }, 80],
  ["a second process alone, on its port", { "aws:elasticbeanstalk:environment:process:api/Port": "8080" }, 8080],
  ["a process without a port", { "aws:elasticbeanstalk:environment:process:default/Protocol": "HTTP" }, 80],
])("instances-reached-by-own-balancer knows the ports of an environment with %s", (_, more, port) => {
  const environment = checkedResource("aws:elasticbeanstalk/environment:Environment", {
    settings: settings({
      "aws:elbv2:loadbalancer/SecurityGroups": "sg-balancer",
      "aws:autoscaling:launchconfiguration/SecurityGroups": "sg-instances",
      ...more,
    }),
  });
  const found = (at: number) =>
    findingsOf(instancesReachedByOwnBalancer, environment, inbound("sg-instances", at, from("sg-balancer")));
  expect(found(port)).toEqual([]);
  expect(found(22)).toEqual([expect.stringMatching(/must be for TCP port (80|80 or 8080), got tcp, ports 22 to 22/)]);
});
