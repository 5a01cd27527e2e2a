import { limitOption, oneOf, requireOption } from "../../checks/option-checks.ts";
import { inProd } from "../../in-prod.ts";
import type { Rule } from "../../rule.ts";

export const environmentNoOutageByDeployment: Rule = {
  name: "environment-no-outage-by-deployment",
  description: "Deployments start new instances beside the old ones, and go back when the new ones are not healthy.",
  remedy: "Set DeploymentPolicy to Immutable, and leave IgnoreHealthCheck off.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.deploy-existing-version.html",
  checks: [
    requireOption(
      "aws:elasticbeanstalk:command",
      "DeploymentPolicy",
      oneOf("Immutable", "RollingWithAdditionalBatch", "TrafficSplitting"),
    ),
    limitOption("aws:elasticbeanstalk:command", "IgnoreHealthCheck", oneOf("false")),
    // AWS may take a spot instance away within two minutes.
    inProd(limitOption("aws:ec2:instances", "EnableSpot", oneOf("false"))),
    limitOption("aws:autoscaling:updatepolicy:rollingupdate", "RollingUpdateEnabled", oneOf("true")),
    limitOption("aws:autoscaling:updatepolicy:rollingupdate", "RollingUpdateType", oneOf("Health", "Immutable")),
  ],
};
