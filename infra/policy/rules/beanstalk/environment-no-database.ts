import { refuseNamespace } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

export const environmentNoDatabase: Rule = {
  name: "environment-no-database",
  description:
    "No database belongs to an environment: it would be deleted with it, and its password would be an option in plain text.",
  remedy:
    "Remove all options of aws:rds:dbinstance. Create the database as a resource of its own, which the rules about databases check.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.RDS.html",
  checks: [refuseNamespace((namespace) => namespace.startsWith("aws:rds:"))],
};
