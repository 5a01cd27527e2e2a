import { refuseOption } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

const LAUNCH = "aws:autoscaling:launchconfiguration";

export const environmentNoKeyPair: Rule = {
  name: "environment-no-key-pair",
  description: "Nobody signs in to instances of an environment with a key pair: the key is shared, and its use is not logged.",
  remedy: "Remove EC2KeyName and SSHSourceRestriction. Reach the instance through Session Manager.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
  checks: [refuseOption(LAUNCH, "EC2KeyName"), refuseOption(LAUNCH, "SSHSourceRestriction")],
};
