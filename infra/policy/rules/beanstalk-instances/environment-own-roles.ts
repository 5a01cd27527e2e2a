import { requireOption } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

/** All environments of an account that were created in the console share these, and reach each other's data with them. */
const SHARED = /aws-elasticbeanstalk-(ec2|service)-role$/i;

const OWN = { text: "a role of your own", fits: (value: string) => value.trim() !== "" && !SHARED.test(value.trim()) };

export const environmentOwnRoles: Rule = {
  name: "environment-own-roles",
  description: "Instances and Elastic Beanstalk itself have roles of this program, and not those that a whole account shares.",
  remedy: "Set IamInstanceProfile and ServiceRole to roles that the program creates.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/iam-instanceprofile.html",
  checks: [
    requireOption("aws:autoscaling:launchconfiguration", "IamInstanceProfile", OWN),
    requireOption("aws:elasticbeanstalk:environment", "ServiceRole", OWN),
  ],
};
