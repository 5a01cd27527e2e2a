import type { Exported } from "../state.ts";
import type { Finding } from "./findings.ts";

type Refutation = (finding: Finding, owner: Exported, resources: readonly Exported[]) => boolean;

const GROUP_RULES = /securityGroup(Ingress|Egress)Rule/;

/** Findings that come from what the emulator does not emulate, each with what in the state shows that the stack is right. */
export const REFUTATIONS: Readonly<Record<string, Refutation>> = {
  // Databases and caches have no network interfaces there.
  ec2_securitygroup_not_used: (_, owner, resources) =>
    resources.some(
      ({ type, urn, outputs }) =>
        urn !== owner.urn && !GROUP_RULES.test(type) && JSON.stringify(outputs ?? {}).includes(`"${owner.id}"`),
    ),
  // There is no log of monitoring, whose ARN the scanner looks for.
  rds_instance_enhanced_monitoring_enabled: (_, { outputs = {} }) =>
    Number(outputs.monitoringInterval) > 0 && String(outputs.monitoringRoleArn).startsWith("arn:"),
  // Nobody can ask there which load balancers a web ACL is before.
  elbv2_waf_acl_attached: ({ uid }, _, resources) =>
    resources.some(
      ({ type, outputs }) => type === "aws:wafv2/webAclAssociation:WebAclAssociation" && outputs?.resourceArn === uid,
    ),
};
