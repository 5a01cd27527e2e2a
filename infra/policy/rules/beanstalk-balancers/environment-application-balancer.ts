import { limitOption, oneOf, refuseNamespace, requireOption } from "../../option-checks.ts";
import type { Rule } from "../../rule.ts";

const ENVIRONMENT = "aws:elasticbeanstalk:environment";

export const environmentApplicationBalancer: Rule = {
  name: "environment-application-balancer",
  description: "Each environment has an application load balancer of its own, and no option of a classic one.",
  remedy:
    "Set LoadBalancerType to application. Replace options of aws:elb:… by those of aws:elbv2:… and of the process, which the other rules check.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-alb.html",
  checks: [
    requireOption(ENVIRONMENT, "LoadBalancerType", oneOf("application")),
    limitOption(ENVIRONMENT, "EnvironmentType", oneOf("LoadBalanced")),
    // The listeners of a shared load balancer are in another program.
    limitOption(ENVIRONMENT, "LoadBalancerIsShared", oneOf("false")),
    refuseNamespace((namespace) => namespace.startsWith("aws:elb:")),
  ],
};
