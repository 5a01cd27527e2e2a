import { environmentNoOutageByDeployment } from "../../../../../infra/policy/rules/beanstalk/environment-no-outage-by-deployment.ts";
import { describeOption } from "./option-forms.ts";

const POLICY = "aws:elasticbeanstalk:command/DeploymentPolicy";
const IGNORE = "aws:elasticbeanstalk:command/IgnoreHealthCheck";
const ROLLING = "aws:autoscaling:updatepolicy:rollingupdate/RollingUpdateEnabled";
const TYPE = "aws:autoscaling:updatepolicy:rollingupdate/RollingUpdateType";
const all = { [POLICY]: "Immutable", [IGNORE]: "false", [ROLLING]: "true", [TYPE]: "Immutable" };

describeOption(environmentNoOutageByDeployment, { option: POLICY, all, wrong: ["AllAtOnce", "Rolling", ""] });
describeOption(environmentNoOutageByDeployment, { option: IGNORE, all, wrong: ["true", "TRUE"], optional: true });
describeOption(environmentNoOutageByDeployment, { option: ROLLING, all, wrong: ["false"], optional: true });
describeOption(environmentNoOutageByDeployment, { option: TYPE, all, wrong: ["Time"], optional: true });
