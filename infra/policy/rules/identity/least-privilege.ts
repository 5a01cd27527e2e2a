import { readStatement, statementsOf, unreadable } from "../../read/policy-document.ts";
import { iamRole } from "../../read/resource-types.ts";
import { findEach, strings } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const POLICIES = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
] as const;
const ATTACHMENTS = [
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  "aws:iam/policyAttachment:PolicyAttachment",
] as const;

/** Prefixes of actions that AWS supports on the resource "*" only, or that return data about the caller only. */
const ACTIONS_WITHOUT_RESOURCE: readonly string[] = [
  "autoscaling:Describe",
  "aws-marketplace:MeterUsage",
  "aws-marketplace:RegisterUsage",
  "cloudwatch:PutMetricData",
  "ec2:Describe",
  "ec2messages:",
  "ecr:GetAuthorizationToken",
  "elasticloadbalancing:Describe",
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
  "ssmmessages:",
  "sts:GetCallerIdentity",
  "xray:GetSampling",
  "xray:Put",
];

const EVERYTHING = /^(\*|arn:[^:]*(:[^:]*){3}:\*(\/\*)?)$/;
const TOO_WIDE_MANAGED = /\/(AdministratorAccess|PowerUserAccess|[^/]*FullAccess)$/;

function checkDocument(property: string, document: unknown) {
  const statements = statementsOf(document);
  if (statements === undefined) return [unreadable(property)];
  return findEach(statements, (raw) => {
    const { allows, actions, notActions, resources, notResources } = readStatement(raw);
    if (!allows) return undefined;
    const wide = actions.filter((action) => action === "*" || action.endsWith(":*"));
    const everywhere = resources.some((resource) => EVERYTHING.test(resource))
      ? actions.filter((action) => !wide.includes(action) && !ACTIONS_WITHOUT_RESOURCE.some((start) => action.startsWith(start)))
      : [];
    return [
      ...wide.map((action) => `Action must name single actions such as "s3:GetObject", got ${quote(action)}`),
      ...everywhere.map(
        (action) => `Resource of ${action} must be the ARN of the resource that it is needed for, got ${quote(resources)}`,
      ),
      ...notActions.slice(0, 1).map(() => "a statement with Effect Allow must have Action, got NotAction"),
      ...notResources.slice(0, 1).map(() => "a statement with Effect Allow must have Resource, got NotResource"),
    ];
  });
}

function checkManagedPolicies(arns: unknown) {
  return strings(arns)
    .filter((arn) => TOO_WIDE_MANAGED.test(arn))
    .map((arn) => `an attached policy must allow only what the role needs, got ${quote(arn)}`);
}

export const leastPrivilege: Rule = {
  name: "least-privilege",
  description: "IAM policies allow single actions on single resources.",
  remedy: "Name the actions that are needed, and the ARNs of the resources that they are needed for.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["IAM.1", "IAM.21"],
  checks: [
    onResource(POLICIES, ({ policy }) => checkDocument("policy", policy)),
    onResource(ATTACHMENTS, ({ policyArn }) => checkManagedPolicies(policyArn)),
    onResource(iamRole, ({ managedPolicyArns }) => checkManagedPolicies(managedPolicyArns)),
    onResource(iamRole, ({ inlinePolicies }) =>
      findEach(inlinePolicies, ({ policy }) => (policy === undefined ? undefined : checkDocument("inlinePolicies", policy))),
    ),
    onResource(iamRole, ({ assumeRolePolicy }) => {
      const statements = statementsOf(assumeRolePolicy);
      if (statements === undefined) return unreadable("assumeRolePolicy");
      return findEach(statements, (raw) => {
        const { allows, anybody, conditions } = readStatement(raw);
        const open = allows && anybody && Object.keys(conditions).length === 0;
        return open ? 'assumeRolePolicy must name who may assume the role, got Principal "*"' : undefined;
      });
    }),
  ],
};
