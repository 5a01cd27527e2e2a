import { environmentHealthReporting } from "../../../../../infra/policy/rules/beanstalk/environment-health-reporting.ts";
import { describeOption } from "./option-forms.ts";

const TYPE = "aws:elasticbeanstalk:healthreporting:system/SystemType";
const AUTH = "aws:elasticbeanstalk:healthreporting:system/EnhancedHealthAuthEnabled";
const all = { [TYPE]: "enhanced", [AUTH]: "true" };

describeOption(environmentHealthReporting, { option: TYPE, all, wrong: ["basic", "", "0"] });
describeOption(environmentHealthReporting, { option: AUTH, all, wrong: ["false"], optional: true });
