import { oneOf, requireOption } from "../../checks/option-checks.ts";
import { listOption } from "../../read/beanstalk-settings.ts";
import { environment } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const BALANCER = "aws:elbv2:loadbalancer";
const LAUNCH = "aws:autoscaling:launchconfiguration";

/** Groups that Beanstalk or AWS made, by name: the others have ids. */
const FOREIGN = /^(default|awseb.*)$/i;

const OWN = {
  text: "security groups of this program",
  fits: (value: string) => {
    const groups = value.split(",").map((group) => group.trim());
    return groups.every((group) => group !== "" && !FOREIGN.test(group));
  },
};

export const environmentOwnSecurityGroups: Rule = {
  name: "environment-own-security-groups",
  description: "Load balancer and instances of an environment have security groups of this program only.",
  remedy:
    "Set SecurityGroups of the load balancer and of the instances, the same group as ManagedSecurityGroup, and DisableDefaultEC2SecurityGroup to true. Else Elastic Beanstalk creates a group that admits everybody.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.ec2.instances.sg.html",
  checks: [
    requireOption(BALANCER, "SecurityGroups", OWN),
    requireOption(BALANCER, "ManagedSecurityGroup", OWN),
    requireOption(LAUNCH, "SecurityGroups", OWN),
    requireOption(LAUNCH, "DisableDefaultEC2SecurityGroup", oneOf("true")),
    onResource(environment, ({ settings }) => {
      const groups = listOption(settings, BALANCER, "SecurityGroups");
      return listOption(settings, BALANCER, "ManagedSecurityGroup")
        .filter((managed) => groups.length > 0 && !FOREIGN.test(managed) && !groups.includes(managed))
        .map((managed) => `${BALANCER}/ManagedSecurityGroup must be one of SecurityGroups, got ${quote(managed)}`);
    }),
  ],
};
