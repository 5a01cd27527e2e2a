import { limitOption, oneOf, refuseNamespace, refuseOption, requireOption } from "../../checks/option-checks.ts";
import { environment } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

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
    refuseOption("aws:elbv2:loadbalancer", "SharedLoadBalancer"),
    onResource(environment, ({ tier }) =>
      // A worker has no load balancer. The default is a web server.
      tier === undefined || tier === null || tier === "WebServer" ? undefined : `tier must be "WebServer", got ${quote(tier)}`,
    ),
    refuseNamespace((namespace) => namespace.startsWith("aws:elb:")),
  ],
};
