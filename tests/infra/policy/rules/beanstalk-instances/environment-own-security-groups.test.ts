import { expect, it } from "vitest";
import { environmentOwnSecurityGroups } from "../../../../../infra/policy/rules/beanstalk-instances/environment-own-security-groups.ts";
import { checkedResource, findingsOf, settings } from "../../checked-resource.ts";
import { describeOption, ENVIRONMENT } from "../beanstalk/option-forms.ts";

const BALANCER = "aws:elbv2:loadbalancer/SecurityGroups";
const MANAGED = "aws:elbv2:loadbalancer/ManagedSecurityGroup";
const INSTANCES = "aws:autoscaling:launchconfiguration/SecurityGroups";
const NO_DEFAULT = "aws:autoscaling:launchconfiguration/DisableDefaultEC2SecurityGroup";
const all = { [BALANCER]: "sg-1,sg-3", [MANAGED]: "sg-1", [INSTANCES]: "sg-2", [NO_DEFAULT]: "true" };

describeOption(environmentOwnSecurityGroups, { option: BALANCER, all, wrong: ["", "sg-1,default", "sg-1, awseb-e-1-stack"] });
describeOption(environmentOwnSecurityGroups, { option: INSTANCES, all, wrong: ["", "default", "sg-2,awseb-e-1"] });
describeOption(environmentOwnSecurityGroups, { option: NO_DEFAULT, all, wrong: ["false", "", "0"] });
describeOption(environmentOwnSecurityGroups, { option: MANAGED, all, wrong: ["", "awseb-e-1"] });

it("environment-own-security-groups reports a managed group that is not among the others", () => {
  const list = settings({ ...all, [MANAGED]: "sg-9" });
  expect(findingsOf(environmentOwnSecurityGroups, checkedResource(ENVIRONMENT, { settings: list }))).toEqual([
    expect.stringContaining(`${MANAGED} must be one of SecurityGroups`),
  ]);
});
