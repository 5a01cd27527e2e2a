import { environmentMetadataToken } from "../../../../../infra/policy/rules/beanstalk-instances/environment-metadata-token.ts";
import { describeOption } from "../beanstalk/option-forms.ts";

const option = "aws:autoscaling:launchconfiguration/DisableIMDSv1";

describeOption(environmentMetadataToken, { option, all: { [option]: "true" }, wrong: ["false", "", "0", "FALSE"] });
