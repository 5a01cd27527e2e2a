import { environmentAccessLogs } from "../../../../../infra/policy/rules/beanstalk-balancers/environment-access-logs.ts";
import { describeOption } from "../beanstalk/option-forms.ts";

const ENABLED = "aws:elbv2:loadbalancer/AccessLogsS3Enabled";
const BUCKET = "aws:elbv2:loadbalancer/AccessLogsS3Bucket";
const all = { [ENABLED]: "true", [BUCKET]: "logs" };

describeOption(environmentAccessLogs, { option: ENABLED, all, wrong: ["false", "", "0"] });
describeOption(environmentAccessLogs, { option: BUCKET, all, wrong: ["", " "] });
