import { inProd } from "../../in-prod.ts";
import { pointsAt } from "../../read/points-at.ts";
import { environment, loadBalancers } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";

export const balancersBehindWebAcl: Rule = {
  name: "balancers-behind-web-acl",
  description: "In production, AWS WAF is in front of each load balancer, those of Elastic Beanstalk too.",
  remedy: "Give the load balancer a WebAclAssociation (XMPro's setting webAcl), and leave enableWafFailOpen out.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: ["ELB.16"],
  checks: [
    inProd(
      onStack([...loadBalancers, environment], (_, balancer, all) => {
        const arns = known(() => balancer.props.loadBalancers);
        const isBehind = all.some(({ type, ...association }) => {
          if (type !== ASSOCIATION) return false;
          const arn = known(() => association.props.resourceArn);
          return (
            pointsAt({ type, ...association }, "resourceArn", balancer) ||
            (Array.isArray(arns) && arn !== undefined && arns.includes(arn))
          );
        });
        return isBehind ? undefined : "a load balancer must have a WebAclAssociation, got none";
      }),
    ),
    inProd(
      onResource(loadBalancers, ({ enableWafFailOpen }) =>
        isOff(enableWafFailOpen) ? undefined : `enableWafFailOpen must be false, got ${quote(enableWafFailOpen)}`,
      ),
    ),
  ],
};
