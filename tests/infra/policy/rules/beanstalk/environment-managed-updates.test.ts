import { environmentManagedUpdates } from "../../../../../infra/policy/rules/beanstalk/environment-managed-updates.ts";
import { describeOption } from "./option-forms.ts";

const ENABLED = "aws:elasticbeanstalk:managedactions/ManagedActionsEnabled";
const START = "aws:elasticbeanstalk:managedactions/PreferredStartTime";
const LEVEL = "aws:elasticbeanstalk:managedactions:platformupdate/UpdateLevel";
const all = { [ENABLED]: "true", [START]: "Sun:02:00", [LEVEL]: "patch" };

describeOption(environmentManagedUpdates, { option: ENABLED, all, wrong: ["false", "", "0"] });
describeOption(environmentManagedUpdates, { option: START, all, wrong: ["", "never"] });
describeOption(environmentManagedUpdates, { option: LEVEL, all, wrong: ["", "none"] });
