import { environmentNoPublicAddress } from "../../../../../infra/policy/rules/beanstalk-instances/environment-no-public-address.ts";
import { describeOption } from "../beanstalk/option-forms.ts";

const option = "aws:ec2:vpc/AssociatePublicIpAddress";

describeOption(environmentNoPublicAddress, { option, all: { [option]: "false" }, wrong: ["true", "", "1", "True"] });
