import { environmentOwnRoles } from "../../../../../infra/policy/rules/beanstalk-instances/environment-own-roles.ts";
import { describeOption } from "../beanstalk/option-forms.ts";

const PROFILE = "aws:autoscaling:launchconfiguration/IamInstanceProfile";
const SERVICE = "aws:elasticbeanstalk:environment/ServiceRole";
const all = { [PROFILE]: "sm", [SERVICE]: "arn:aws:iam::123456789012:role/xmpro-service" };

describeOption(environmentOwnRoles, { option: PROFILE, all, wrong: ["", "aws-elasticbeanstalk-ec2-role"] });
describeOption(environmentOwnRoles, {
  option: SERVICE,
  all,
  wrong: ["", "arn:aws:iam::123456789012:role/aws-elasticbeanstalk-service-role"],
});
