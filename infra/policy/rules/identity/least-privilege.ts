import { isWide } from "../../read/iam/arn.ts";
import { hasWildcard, matches } from "../../read/iam/glob.ts";
import { onPermissions, readablePermissions } from "../../read/iam/on-permissions.ts";
import { isReportedByMeaning } from "../../read/iam/permissions.ts";
import type { Statement } from "../../read/policy-document.ts";
import { quote, type Rule } from "../../rule.ts";

/** Actions that AWS supports on the resource "*" only, or that return data about the caller only. */
const ACTIONS_WITHOUT_RESOURCE: readonly string[] = [
  "autoscaling:Describe*",
  "aws-marketplace:MeterUsage",
  "aws-marketplace:RegisterUsage",
  "cloudwatch:PutMetricData",
  "ec2:Describe*",
  "ec2messages:*",
  "ecr:GetAuthorizationToken",
  "elasticloadbalancing:Describe*",
  "logs:DescribeLogGroups",
  "ssm:DescribeParameters",
  "ssm:GetDeployablePatchSnapshotForInstance",
  "ssm:GetManifest",
  "ssm:ListAssociations",
  "ssm:ListInstanceAssociations",
  "ssm:PutComplianceItems",
  "ssm:PutConfigurePackageResult",
  "ssm:PutInventory",
  "ssm:UpdateInstanceInformation",
  "ssmmessages:*",
  "sts:GetCallerIdentity",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/** "logs:Describe*": names and states of resources. "Get" is not among them, as it returns what is in them. */
const FAMILY = /^[a-z0-9-]+:(describe|list)[a-z]*\*$/i;

function isSupportedOnAnything(action: string): boolean {
  return ACTIONS_WITHOUT_RESOURCE.some((pattern) => matches(pattern, action));
}

function check(statement: Statement) {
  const { actions, notActions, resources, notResources } = statement;
  const remaining = actions.filter((action) => !isReportedByMeaning(statement, action));
  const families = remaining.filter((action) => hasWildcard(action) && !FAMILY.test(action));
  const everywhere = resources.some(isWide)
    ? remaining.filter((action) => !families.includes(action) && !isSupportedOnAnything(action))
    : [];
  return [
    ...families.map(
      (action) =>
        `Action must name single actions such as "s3:GetObject" or a family such as "ec2:Describe*", got ${quote(action)}`,
    ),
    ...everywhere.map(
      (action) => `Resource of ${action} must be the ARN of the resource that it is needed for, got ${quote(resources)}`,
    ),
    ...notActions.slice(0, 1).map(() => "a statement with Effect Allow must have Action, got NotAction"),
    ...notResources.slice(0, 1).map(() => "a statement with Effect Allow must have Resource, got NotResource"),
  ];
}

export const leastPrivilege: Rule = {
  name: "least-privilege",
  description: "IAM policies allow single actions on single resources.",
  remedy:
    "Name the actions that are needed, and the ARNs of the resources that they are needed for. A name may end in a wildcard after at least four letters; that of a bucket may not.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["IAM.21"],
  checks: [...readablePermissions, ...onPermissions(check)],
};
