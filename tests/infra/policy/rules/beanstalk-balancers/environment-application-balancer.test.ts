import { expect, it } from "vitest";
import { environmentApplicationBalancer } from "../../../../../infra/policy/rules/beanstalk-balancers/environment-application-balancer.ts";
import { checkedResource, findingsOf, settings } from "../../checked-resource.ts";
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
