import { oneOf, requireOption } from "../../checks/option-checks.ts";
import type { Rule } from "../../rule.ts";

export const environmentNoPublicAddress: Rule = {
  name: "environment-no-public-address",
  description: "Instances of an environment have no public address.",
  remedy: "Set AssociatePublicIpAddress to false, and give the instances private subnets.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.25"],
  checks: [requireOption("aws:ec2:vpc", "AssociatePublicIpAddress", oneOf("false"))],
};
