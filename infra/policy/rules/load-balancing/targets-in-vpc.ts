import { targetGroups } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const ENCRYPTED = ["HTTPS", "TLS"];
const ATTACHMENTS = [
  "aws:lb/targetGroupAttachment:TargetGroupAttachment",
  "aws:alb/targetGroupAttachment:TargetGroupAttachment",
] as const;

/**
 * A load balancer does not check the certificate of a target. So TLS behind it keeps out who can read the VPC's packets, and AWS
 * lets nobody do that. What matters is that a target is in the VPC, where `tasks-reached-by-balancer` holds.
 */
export const targetsInVpc: Rule = {
  name: "targets-in-vpc",
  description:
    "A load balancer sends plain HTTP only to tasks that ECS registers by their address in the VPC, and nothing to any other address.",
  remedy: 'Set targetType to "ip" and let the ECS service register its tasks, or use HTTPS.',
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ELB.21", "ELB.22"],
  checks: [
    onResource(targetGroups, ({ protocol, targetType }) => {
      if (ENCRYPTED.includes(String(protocol).toUpperCase())) return undefined;
      // AWS's default is "instance".
      return targetType === "ip" ? undefined : `targetType must be "ip" for ${quote(protocol)}, got ${quote(targetType)}`;
    }),
    onResource(targetGroups, ({ protocol }) =>
      ["HTTP", ...ENCRYPTED].includes(String(protocol).toUpperCase())
        ? undefined
        : `protocol must be "HTTPS", "TLS" or "HTTP", got ${quote(protocol)}`,
    ),
    onResource(ATTACHMENTS, ({ targetId }) => `a target must be a task that ECS registers, got ${quote(targetId)}`),
  ],
};
