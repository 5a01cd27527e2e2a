import type { Exported } from "../state.ts";
import { CHECKOV_REFUTATIONS, usesGroup } from "./checkov-refutations.ts";
import type { Refutation } from "./refutation.ts";

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
  ...CHECKOV_REFUTATIONS,
  // In the emulator, databases and caches have no network interfaces.
  "prowler/ec2_securitygroup_not_used": usesGroup,
  // In the emulator, no agent of Session Manager runs. The instance's role lets it.
  "prowler/ec2_instance_managed_by_ssm": (_, { outputs = {} }, resources) => {
    const profile = resources.find(
      ({ type, id }) => type === "aws:iam/instanceProfile:InstanceProfile" && id === outputs.iamInstanceProfile,
    );
    return resources.some(
      ({ type, outputs: policy = {} }) =>
        type === "aws:iam/rolePolicy:RolePolicy" &&
        policy.role === profile?.outputs?.role &&
        String(policy.policy).includes("ssmmessages:OpenDataChannel"),
    );
  },
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
