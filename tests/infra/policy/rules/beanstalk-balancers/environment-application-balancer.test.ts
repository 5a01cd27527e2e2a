import { expect, it } from "vitest";
import { environmentApplicationBalancer } from "../../../../../infra/policy/rules/beanstalk-balancers/environment-application-balancer.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";
import { describeOption, ENVIRONMENT, TEMPLATE } from "../beanstalk/option-forms.ts";

const TYPE = "aws:elasticbeanstalk:environment/LoadBalancerType";
const KIND = "aws:elasticbeanstalk:environment/EnvironmentType";
const SHARED = "aws:elasticbeanstalk:environment/LoadBalancerIsShared";
const all = { [TYPE]: "application", [KIND]: "LoadBalanced", [SHARED]: "false" };

describeOption(environmentApplicationBalancer, { option: TYPE, all, wrong: ["classic", "network", "", "0"] });
describeOption(environmentApplicationBalancer, { option: KIND, all, wrong: ["SingleInstance"], optional: true });
describeOption(environmentApplicationBalancer, { option: SHARED, all, wrong: ["true", "True"], optional: true });

it.each(["aws:elb:loadbalancer", "aws:elb:listener:443", "aws:elb:policies", "AWS:ELB:Listener", "aws:elb:healthcheck"])(
  "reports options of a classic load balancer in %s",
  (namespace) => {
    const list = [...settings(all), { namespace, name: "CrossZone", value: "true" }];
    for (const type of [ENVIRONMENT, TEMPLATE]) {
      expect(findingsOf(environmentApplicationBalancer, checkedResource(type, { settings: list }))).toEqual([
        expect.stringContaining(`the namespace ${namespace.toLowerCase()} must be left out`),
      ]);
    }
  },
);

it("reports a shared load balancer", () => {
  const list = settings({ ...all, "aws:elbv2:loadbalancer/SharedLoadBalancer": "arn:shared" });
  expect(findingsOf(environmentApplicationBalancer, checkedResource(ENVIRONMENT, { settings: list }))).toHaveLength(1);
});

it.each([
  [undefined, 0],
  ["WebServer", 0],
  [UNKNOWN, 0],
  ["Worker", 1],
])("checks the tier %s", (tier, count) => {
  expect(
    findingsOf(environmentApplicationBalancer, checkedResource(ENVIRONMENT, { tier, settings: settings(all) })),
  ).toHaveLength(count);
});
