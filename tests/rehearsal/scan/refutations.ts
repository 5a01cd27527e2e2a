import type { Exported } from "../state.ts";
import type { Finding } from "./findings.ts";

type Refutation = (finding: Finding, owner: Exported, resources: readonly Exported[]) => boolean;

const GROUP_RULES = /securityGroup(Ingress|Egress)Rule/;

/** Whether EventBridge sends this kind of event to a topic. */
function reports(detailType: string, resources: readonly Exported[]): boolean {
  return resources
    .filter(({ type }) => type === "aws:cloudwatch/eventRule:EventRule")
    .filter(({ outputs }) => {
      const pattern: { source?: string[]; "detail-type"?: string[] } = JSON.parse(String(outputs?.eventPattern ?? "{}"));
      return pattern.source?.includes("aws.rds") === true && pattern["detail-type"]?.includes(detailType) === true;
    })
    .some((rule) =>
      resources.some(
        ({ type, outputs }) =>
          type === "aws:cloudwatch/eventTarget:EventTarget" &&
          outputs?.rule === rule.outputs?.name &&
          String(outputs?.arn).startsWith("arn:aws:sns:"),
      ),
    );
}

/**
 * Findings that come from gaps of the emulator or of the scanner, each with the resources in the state that prove
 * that the stack is correct.
 */
export const REFUTATIONS: Readonly<Record<string, Refutation>> = {
  // In the emulator, databases and caches have no network interfaces.
  "prowler/ec2_securitygroup_not_used": (_, owner, resources) =>
    resources.some(
      ({ type, urn, outputs }) =>
        urn !== owner.urn && !GROUP_RULES.test(type) && JSON.stringify(outputs ?? {}).includes(`"${owner.id}"`),
    ),
  // The scanner looks only for RDS event subscriptions, which cannot publish to an encrypted topic.
  "prowler/rds_instance_critical_event_subscription": (_, __, resources) => reports("RDS DB Instance Event", resources),
  "prowler/rds_instance_event_subscription_parameter_groups": (_, __, resources) =>
    reports("RDS DB Parameter Group Event", resources),
  // RDS has its own security groups only outside a VPC.
  "prowler/rds_instance_event_subscription_security_groups": (_, { outputs = {} }) =>
    Array.isArray(outputs.vpcSecurityGroupIds) && outputs.vpcSecurityGroupIds.length > 0,
  // The emulator has no log stream of enhanced monitoring, whose ARN the scanner looks for.
  "prowler/rds_instance_enhanced_monitoring_enabled": (_, { outputs = {} }) =>
    Number(outputs.monitoringInterval) > 0 && String(outputs.monitoringRoleArn).startsWith("arn:"),
  // The emulator cannot list the load balancers of a web ACL.
  "prowler/elbv2_waf_acl_attached": ({ uid }, _, resources) =>
    resources.some(
      ({ type, outputs }) => type === "aws:wafv2/webAclAssociation:WebAclAssociation" && outputs?.resourceArn === uid,
    ),
};
